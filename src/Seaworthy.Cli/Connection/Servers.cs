using Seaworthy.Client;
using Seaworthy.Machine.Layout;

namespace Seaworthy.Cli.Connection;

/// <summary>Which server a command speaks to, and as whom.</summary>
public static class Servers
{
    public const string UrlVariable = "SEAWORTHY_URL";
    public const string TokenVariable = "SEAWORTHY_TOKEN";

    /// <summary>This machine's own, over its socket.</summary>
    public const string Local = "local";

    /// <summary>--server, else SEAWORTHY_URL, else the login, else this machine's own server for root.</summary>
    /// <exception cref="UsageException">None of them says where.</exception>
    public static ServerAddress Choose(Surroundings around, string? option)
    {
        var named = option ?? around.Variable(UrlVariable);
        if (named == Local)
            return OfThisMachine(around);
        if (named is not null)
        {
            var url = ParseUrl(named);
            return new ServerAddress.Http(url, around.Variable(TokenVariable) ?? ServersFile.Of(around).Read().Find(Key(url))?.Token);
        }
        if (ServersFile.Of(around).Read() is { Current: { } current } known && known.Find(current) is { } login)
            return new ServerAddress.Http(new Uri(login.Url), around.Variable(TokenVariable) ?? login.Token);
        if (around.IsRoot && Home(around).Exists)
            return OfThisMachine(around);
        throw new UsageException("Which server? Log in to one: sea login URL. Or set SEAWORTHY_URL and SEAWORTHY_TOKEN; on the server itself, call sea as root.");
    }

    public static Uri ParseUrl(string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
            text = $"{(IsOfThisMachine(text) ? "http" : "https")}://{text}";
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0 && url.UserInfo.Length == 0
            ? new Uri(WithoutApi(url.GetLeftPart(UriPartial.Path).TrimEnd('/')) + "/")
            : throw new UsageException($"\"{text}\" is no address of a server. Write it like https://deploy.example.com or http://localhost:8080.");
    }

    /// <summary>The address of the API is often what is at hand; what is asked for begins with that path.</summary>
    private static string WithoutApi(string url) => (string[])["/api/v1", "/api"] is var paths && Array.Find(paths, path => url.EndsWith(path, StringComparison.Ordinal)) is { } found ? url[..^found.Length] : url;

    /// <summary>How a server is named in the file and in messages.</summary>
    public static string Key(Uri url) => url.AbsoluteUri.TrimEnd('/');

    private static ServerAddress.AdminSocket OfThisMachine(Surroundings around) => new(Home(around).AdminSocket);

    private static SeaworthyHome Home(Surroundings around) => new(around.Variable(SeaworthyHome.Variable) ?? SeaworthyHome.Default);

    private static bool IsOfThisMachine(string text) => text.Split(':', '/')[0] is "localhost" or "127.0.0.1" || text.StartsWith("[::1]", StringComparison.Ordinal);
}
