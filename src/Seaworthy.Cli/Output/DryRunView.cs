using System.Text.Json;
using Seaworthy.Client;

namespace Seaworthy.Cli.Output;

/// <summary>What a change would do.</summary>
public static class DryRunView
{
    public static void Show(DryRun plan, Screen screen)
    {
        if (plan.Changes is { Count: > 0 })
        {
            var table = new TextTable("CHANGE", "FROM", "TO");
            foreach (var change in plan.Changes)
                table.Add(change.Field, Text(change.From), Text(change.To));
            table.Write(screen);
        }
        else
            screen.Line("It would change no setting.");
        if (plan.MakesRelease)
            screen.Line("It would make a new release.");
        foreach (var step in plan.Plan ?? [])
            screen.Line($"  {screen.Safe(step)}");
        screen.Line(new Inked("Nothing was changed: this was a dry run.", Ink.Faint));
    }

    /// <summary>A value in a table: text without quotes, everything else as JSON.</summary>
    public static string Text(JsonElement? value) => value switch
    {
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => "–",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { } other => other.GetRawText(),
    };
}
