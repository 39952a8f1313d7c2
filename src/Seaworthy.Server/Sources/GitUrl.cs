using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Seaworthy.Server.Sources.DeployKeys;

namespace Seaworthy.Server.Sources;

public enum GitTransport
{
    Http,
    Ssh,

    /// <summary>A directory of this machine: for the local administrator alone.</summary>
    File,
}

/// <summary>
/// Where a repository lies, written in the one way that we checked: <c>https://host[:port]/path</c>, <c>ssh://[user@]host[:port]/path</c>
/// or <c>file:///path</c>. Credentials that a URL carries are split off, so that no message, row or argument shows them.
/// </summary>
public sealed partial record GitUrl
{
    private GitUrl(GitTransport transport, string text) => (Transport, Text) = (transport, text);

    public GitTransport Transport { get; }

    /// <summary>The URL without credentials, as it is given to git, stored and shown.</summary>
    public string Text { get; }

    /// <summary>Empty for <see cref="GitTransport.File"/>.</summary>
    public string Host { get; private init; } = "";

    public int Port { get; private init; }

    /// <summary>The absolute directory; empty unless <see cref="GitTransport.File"/>.</summary>
    public string LocalPath { get; private init; } = "";

    /// <summary>User name and password of an http URL; null for most.</summary>
    public SourceCredentials? Credentials { get; private init; }

    /// <summary>For ssh, instead of the installation's own key; null for most.</summary>
    public SshKey? DeployKey { get; private init; }

    public GitUrl WithKey(SshKey? key) => this with { DeployKey = key };

    public GitUrl With(SourceCredentials? credentials) => this with { Credentials = credentials };

    /// <summary>Reads what a person wrote.</summary>
    /// <param name="error">A sentence for that person, when the result is false.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out GitUrl? url, [NotNullWhen(false)] out string? error)
    {
        url = null;
        error = Refusal(text);
        if (error is not null)
            return false;
        // user@host:path is ssh's own short form, also without the user where the host has a dot.
        if (ScpForm().Match(text!) is { Success: true } scp)
            text = $"ssh://{scp.Groups["user"].Value}{scp.Groups["host"].Value}/{scp.Groups["path"].Value.TrimStart('/')}";
        // Without a scheme the runtime would take /path for a file.
        if (!text!.Contains("://", StringComparison.Ordinal) || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
            error = "is not a URL such as https://github.com/me/app.git";
        else
            url = FromUri(uri, out error);
        return error is null;
    }

    public override string ToString() => Text;

    private static string? Refusal(string? text) => text switch
    {
        null or "" => "is required",
        { Length: > 2000 } => "is longer than 2000 characters",
        _ when text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c == '\\') => "must not contain spaces, backslashes or control characters",
        _ when text.StartsWith('-') => "must not start with a dash",
        _ when text.Contains("::", StringComparison.Ordinal) && !text.Contains('[', StringComparison.Ordinal) => "must be a plain URL: git's remote helpers (ext:: and others) are not allowed",
        _ => null,
    };

    private static GitUrl? FromUri(Uri uri, out string? error)
    {
        error = uri switch
        {
            { Scheme: not ("https" or "http" or "ssh" or "file") } => "must begin with https://, http://, ssh:// or be of the form git@host:path",
            { Query.Length: > 0 } or { Fragment.Length: > 0 } => "must not have a query or a fragment",
            { Scheme: "file", Host.Length: > 0 } => "must name a path of this machine, as file:///path does",
            { AbsolutePath: "/" } => "must name a repository after the host",
            _ when uri.Scheme != "file" && !HostForm().IsMatch(uri.IdnHost) => "does not name a host",
            _ when uri.AbsolutePath.StartsWith("/-", StringComparison.Ordinal) => "must not have a path that starts with a dash",
            _ => null,
        };
        if (error is not null)
            return null;
        return uri.Scheme switch
        {
            "file" => new GitUrl(GitTransport.File, $"file://{uri.AbsolutePath}") { LocalPath = Uri.UnescapeDataString(uri.AbsolutePath) },
            "ssh" => FromSsh(uri, out error),
            _ => new GitUrl(GitTransport.Http, $"{uri.Scheme}://{Authority(uri)}{uri.AbsolutePath}")
            {
                Host = uri.IdnHost.Trim('[', ']'),
                Port = uri.Port,
                Credentials = SourceCredentials.FromUserInfo(uri.UserInfo),
            },
        };
    }

    private static GitUrl? FromSsh(Uri uri, out string? error)
    {
        error = !SshUser().IsMatch(uri.UserInfo) ? "has a user name that ssh cannot take; passwords are not possible with ssh" : null;
        var user = uri.UserInfo.Length > 0 ? $"{uri.UserInfo}@" : "";
        return error is null
            ? new GitUrl(GitTransport.Ssh, $"ssh://{user}{Authority(uri)}{uri.AbsolutePath}") { Host = uri.IdnHost.Trim('[', ']'), Port = uri.Port < 0 ? 22 : uri.Port }
            : null;
    }

    /// <summary>The host as it was understood here (also <c>0x7f.1</c>), so that git cannot understand another one.</summary>
    private static string Authority(Uri uri)
    {
        var host = uri.HostNameType == UriHostNameType.IPv6 ? $"[{uri.IdnHost.Trim('[', ']')}]" : uri.IdnHost;
        return uri.IsDefaultPort || uri.Port < 0 ? host : $"{host}:{uri.Port.ToString(null as IFormatProvider)}";
    }

    [GeneratedRegex(@"^(?:(?<user>[A-Za-z0-9_][A-Za-z0-9_.-]*@)(?<host>[A-Za-z0-9][A-Za-z0-9.-]*)|(?<host>[A-Za-z0-9][A-Za-z0-9-]*\.[A-Za-z0-9.-]*)):(?!//)(?<path>[^:]+)$")]
    private static partial Regex ScpForm();

    [GeneratedRegex(@"^(\[?[0-9a-fA-F:.]+\]?|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)$")]
    private static partial Regex HostForm();

    [GeneratedRegex(@"^([A-Za-z0-9_][A-Za-z0-9_.-]*)?$")]
    private static partial Regex SshUser();
}
