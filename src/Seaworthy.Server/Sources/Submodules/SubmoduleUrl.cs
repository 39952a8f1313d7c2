using System.Diagnostics.CodeAnalysis;

namespace Seaworthy.Server.Sources.Submodules;

/// <summary>Where a submodule lies: <c>.gitmodules</c> is a stranger's text, so its URLs are held to the rules for any other.</summary>
internal static class SubmoduleUrl
{
    /// <param name="parent">Relative URLs start from it; its credentials and key go along to the same host, and nowhere else.</param>
    /// <param name="error">Continues "the submodule's URL …".</param>
    public static bool TryResolve(GitUrl parent, string text, [NotNullWhen(true)] out GitUrl? url, [NotNullWhen(false)] out string? error)
    {
        url = null;
        var absolute = text.StartsWith("./", StringComparison.Ordinal) || text.StartsWith("../", StringComparison.Ordinal) ? Join(parent.Text, text) : text;
        if (absolute is null)
        {
            error = $"{text} leads above the host of {parent}";
            return false;
        }
        if (!GitUrl.TryParse(absolute, out var parsed, out error))
        {
            error = $"{text} {error}";
            return false;
        }
        if (parsed.Transport == GitTransport.File && parent.Transport != GitTransport.File)
        {
            error = $"{text} is a path of the server, which a repository from elsewhere may not name";
            return false;
        }
        var isSameHost = parsed.Transport == parent.Transport && parsed.Host == parent.Host && parsed.Port == parent.Port && parsed.Text.Split(':')[0] == parent.Text.Split(':')[0];
        url = parsed.With(parsed.Credentials ?? (isSameHost ? parent.Credentials : null)).WithKey(isSameHost ? parent.DeployKey : null);
        return true;
    }

    /// <summary>As git does it: the parent's URL is a folder, from which <c>../</c> goes up.</summary>
    private static string? Join(string parent, string relative)
    {
        var pathBegins = parent.IndexOf('/', parent.IndexOf("://", StringComparison.Ordinal) + 3);
        var path = parent[pathBegins..].Trim('/').Split('/').ToList();
        var steps = relative.Split('/');
        foreach (var step in steps)
        {
            if (step is "" or ".")
                continue;
            if (step != "..")
                path.Add(step);
            else if (path.Count == 0)
                return null;
            else
                path.RemoveAt(path.Count - 1);
        }
        return $"{parent[..pathBegins]}/{string.Join('/', path)}";
    }
}
