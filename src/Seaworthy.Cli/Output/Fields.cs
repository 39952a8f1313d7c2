namespace Seaworthy.Cli.Output;

/// <summary>Names and values, one a line, values aligned.</summary>
public sealed class Fields
{
    private readonly List<(string Name, Inked Value)> fields = [];

    /// <summary>Left out where there is no value.</summary>
    public Fields Add(string name, Inked? value)
    {
        if (value is { Text.Length: > 0 } given)
            fields.Add((name, given with { Text = SafeText.Clean(given.Text, keepColours: false) }));
        return this;
    }

    public void Write(Screen screen)
    {
        var width = fields.Select(field => field.Name.Length).DefaultIfEmpty().Max() + 2;
        foreach (var (name, value) in fields)
            screen.Line(new Inked(name.PadRight(width), Ink.Faint), value);
    }
}
