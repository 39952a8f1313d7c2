namespace Seaworthy.Docker;

/// <summary>How a root filesystem becomes an image.</summary>
public sealed record ImageImport(string Repository, string Tag)
{
    /// <summary>Dockerfile instructions, such as <c>CMD ["/bin/app"]</c> or <c>LABEL a=b</c>.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];
}
