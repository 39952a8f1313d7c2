namespace Seaworthy.Cli.Output;

/// <summary>What a colour means: never decoration.</summary>
public enum Ink
{
    Plain,

    /// <summary>Live and well: green.</summary>
    Good,

    /// <summary>Under way: yellow.</summary>
    Busy,

    /// <summary>Failed: red.</summary>
    Bad,

    /// <summary>Of less weight: grey.</summary>
    Faint,

    /// <summary>A heading.</summary>
    Strong,
}

/// <summary>Text with a meaning.</summary>
public readonly record struct Inked(string Text, Ink Ink)
{
    public static implicit operator Inked(string? text) => new(text ?? "", Ink.Plain);

    /// <summary>The word for how something is, in the colour that belongs to it.</summary>
    public static Inked Status(string? status) => new(status?.Replace('_', ' ') ?? "", status switch
    {
        "running" or "live" or "succeeded" or "healthy" or "active" or "exited" or "yes" => Ink.Good,
        "queued" or "building" or "releasing" or "starting" or "switching" or "deploying" or "waiting" or "created" or "restarting" or "draining" or "held" => Ink.Busy,
        "failed" or "unhealthy" or "crashing" or "timed_out" or "dead" => Ink.Bad,
        _ => Ink.Faint,
    });
}
