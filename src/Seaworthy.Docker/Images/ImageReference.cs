namespace Seaworthy.Docker.Transport;

/// <summary>A reference, cut into its repository and its tag or digest.</summary>
internal readonly record struct ImageReference(string Repository, string TagOrDigest)
{
    /// <summary>
    /// Without tag and digest it is <c>latest</c>: the engine would take every tag that there is. The colon of a registry's port is no tag.
    /// </summary>
    public static ImageReference Parse(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
            return new ImageReference(text[..at], text[(at + 1)..]);
        var colon = text.LastIndexOf(':');
        return colon > text.LastIndexOf('/')
            ? new ImageReference(text[..colon], text[(colon + 1)..])
            : new ImageReference(text, "latest");
    }
}
