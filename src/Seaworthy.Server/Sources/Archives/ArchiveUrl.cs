using System.Diagnostics.CodeAnalysis;

namespace Seaworthy.Server.Sources.Archives;

/// <summary>The address of an archive: http or https. Credentials are apart, never in its text.</summary>
public sealed record ArchiveUrl
{
    private ArchiveUrl(Uri uri) => Uri = uri;

    public Uri Uri { get; }

    public SourceCredentials? Credentials { get; private init; }

    public ArchiveUrl With(SourceCredentials? credentials) => this with { Credentials = credentials };

    /// <summary>Reads what a person wrote.</summary>
    /// <param name="error">A sentence for that person, when the result is false.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ArchiveUrl? url, [NotNullWhen(false)] out string? error)
    {
        url = null;
        error = text switch
        {
            null or "" => "is required",
            { Length: > 2000 } => "is longer than 2000 characters",
            _ when text.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter) || letter == '\\') => "must not contain spaces, backslashes or control characters",
            _ when !Uri.TryCreate(text, UriKind.Absolute, out _) || !(text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)) =>
                "is not a URL such as https://example.com/app.tar.gz",
            _ => null,
        };
        if (error is not null)
            return false;
        var written = new Uri(text!);
        url = new ArchiveUrl(new UriBuilder(written) { UserName = "", Password = "", Fragment = "" }.Uri) { Credentials = SourceCredentials.FromUserInfo(written.UserInfo) };
        return true;
    }

    public override string ToString() => Uri.ToString();
}
