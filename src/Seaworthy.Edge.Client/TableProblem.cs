namespace Seaworthy.Edge.Client;

/// <summary>RFC 9457 problem about a table.</summary>
public sealed record TableProblem
{
    public required string Title { get; init; }

    public required int Status { get; init; }

    public string? Detail { get; init; }

    /// <summary>By field, such as <c>apps[0].matches[1].host</c>: what is wrong with it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors { get; init; }
}
