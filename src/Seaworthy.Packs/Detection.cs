namespace Seaworthy.Packs;

/// <summary>What became of looking at a source.</summary>
public abstract record Detection
{
    public sealed record Found(BuildPlan Plan) : Detection;

    /// <param name="Message">For the source's owner: what was looked for, and what to do.</param>
    public sealed record NotFound(string Message) : Detection;
}
