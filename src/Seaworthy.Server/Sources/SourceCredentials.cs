using System.Text;

namespace Seaworthy.Server.Sources;

/// <summary>A user name and a password or token for http; never printed.</summary>
public sealed record SourceCredentials(string User, string Password)
{
    /// <summary>The value of the header <c>Authorization</c>.</summary>
    public string BasicAuthorization => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"))}";

    /// <param name="userInfo">What stands before the @ of a URL, percent-encoded: <c>user</c>, <c>user:password</c> or nothing.</param>
    public static SourceCredentials? FromUserInfo(string userInfo)
    {
        if (userInfo.Length == 0)
            return null;
        var parts = userInfo.Split(':', 2);
        return new SourceCredentials(Uri.UnescapeDataString(parts[0]), parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    public override string ToString() => "credentials";
}
