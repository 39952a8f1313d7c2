using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Seaworthy.Server.Sources;

/// <summary>
/// An image in a registry, named as the engine names it: <c>nginx:1.27</c>, <c>registry.example:5000/team/app:v2</c>,
/// <c>nginx@sha256:…</c>. Docker Hub's own prefix is left out, a missing tag is <c>latest</c>.
/// </summary>
public sealed partial record ImageReference
{
    private const int LongestRepository = 255;

    private ImageReference(string repository, string? tag, string? digest) => (Repository, Tag, Digest) = (repository, tag, digest);

    /// <summary>Registry and path, without tag and digest.</summary>
    public string Repository { get; }

    /// <summary>Null only where there is a digest.</summary>
    public string? Tag { get; }

    /// <summary><c>sha256:</c> and 64 digits, or null. With a digest the tag is only a remark.</summary>
    public string? Digest { get; }

    /// <summary>What the engine is asked for.</summary>
    public string Text => Digest is null ? $"{Repository}:{Tag}" : $"{Repository}@{Digest}";

    /// <summary>The same image at one exact content.</summary>
    public ImageReference At(string digest) => new(Repository, Tag, digest);

    /// <summary>Reads what a person wrote.</summary>
    /// <param name="error">A sentence for that person, when the result is false.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ImageReference? image, [NotNullWhen(false)] out string? error)
    {
        image = null;
        error = null;
        if (string.IsNullOrEmpty(text))
            error = "is required";
        else if (text.StartsWith("sha256:", StringComparison.Ordinal))
            error = "must be a name in a registry, not the id of an image of this machine";
        else if (text.Length > LongestRepository * 2 || Form().Match(text) is not { Success: true } match)
            error = "is not an image such as nginx:1.27 or registry.example/team/app:v2";
        else
        {
            var (tag, digest) = (match.Groups["tag"].Value, match.Groups["digest"].Value);
            image = new ImageReference(
                Familiar(match.Groups["repository"].Value),
                tag.Length > 0 ? tag : digest.Length > 0 ? null : "latest",
                digest.Length > 0 ? digest : null);
        }
        return error is null;
    }

    public override string ToString() => Text;

    /// <summary>docker.io/library/nginx → nginx, docker.io/me/app → me/app.</summary>
    private static string Familiar(string repository)
    {
        foreach (var hub in (string[])["docker.io/", "index.docker.io/"])
        {
            if (repository.StartsWith(hub, StringComparison.Ordinal))
                repository = repository[hub.Length..];
        }
        const string Official = "library/";
        return repository.StartsWith(Official, StringComparison.Ordinal) && repository.IndexOf('/', Official.Length) < 0 ? repository[Official.Length..] : repository;
    }

    [GeneratedRegex("""
        ^(?<repository>
            ((?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*)(?=[.:/])(?:(?<=localhost|\..*)|(?=:))(?::[0-9]{1,5})?/)?
            [a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*
        )
        (?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?
        (?:@(?<digest>sha256:[0-9a-f]{64}))?\z
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
