namespace Seaworthy.Server.Sources;

/// <summary>Paths inside a checkout that we write to ourselves, after git has written there what a stranger's commit said.</summary>
internal static class InnerPath
{
    /// <summary>The absolute path of an inner one, if no part of it is a link, which could lead outside.</summary>
    /// <exception cref="SourceUnavailableException"/>
    public static string Of(string folder, string path)
    {
        var full = folder;
        foreach (var part in path.Split('/'))
        {
            full = Path.Combine(full, part);
            // A link that leads nowhere does not "exist", and is a link all the same.
            if (part is "" or "." or ".." || new FileInfo(full).LinkTarget is not null)
                throw new SourceUnavailableException($"{path} leads through a link, which is not followed.");
        }
        return full;
    }
}
