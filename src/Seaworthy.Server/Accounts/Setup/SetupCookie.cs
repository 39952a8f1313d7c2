using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Seaworthy.Server.Accounts.Setup;

/// <summary>Keeps a <see cref="SetupPass"/> in a cookie that only <c>/setup</c> sees, so that the secret leaves the address bar at once.</summary>
internal sealed class SetupCookie(IDataProtectionProvider protection, TimeProvider time)
{
    private const string Name = "seaworthy-setup";
    private readonly IDataProtector protector = protection.CreateProtector("Seaworthy.Setup");

    public void Set(HttpContext context, SetupPass pass) =>
        context.Response.Cookies.Append(Name, protector.Protect(JsonSerializer.Serialize(pass)), Options(context, pass.ExpiresAt));

    public SetupPass? Read(HttpContext context)
    {
        if (context.Request.Cookies[Name] is not { Length: > 0 } value)
            return null;
        try
        {
            return JsonSerializer.Deserialize<SetupPass>(protector.Unprotect(value)) is { } pass && pass.ExpiresAt > time.GetUtcNow() ? pass : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public static void Remove(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context, null));

    private static CookieOptions Options(HttpContext context, DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        // Strict would hide it from the redirect after a click in a chat window.
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        Path = "/setup",
        Expires = expires,
    };
}
