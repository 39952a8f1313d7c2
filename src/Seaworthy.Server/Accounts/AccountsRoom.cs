using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Seaworthy.Server.Accounts.Authentication;
using Seaworthy.Server.Accounts.Setup;
using Seaworthy.Server.Accounts.SignIn;
using Seaworthy.Server.Accounts.Tokens;
using Seaworthy.Server.Accounts.Users;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Secrets;

namespace Seaworthy.Server.Accounts;

public static class AccountsRoom
{
    public static IServiceCollection AddAccounts(this IServiceCollection services, PlatformOptions options)
    {
        services.AddSingleton<FailedAttempts>();
        services.AddSingleton<TokenStore>();
        services.AddSingleton<BearerTokens>();
        services.AddSingleton<Tickets>();
        services.AddSingleton<CreateToken>();
        services.AddSingleton<RevokeToken>();
        services.AddSingleton<SetupLinks>();
        services.AddSingleton<SetupCookie>();
        services.AddScoped<CreateFirstAdministrator>();
        services.AddScoped<SignInUser>();
        services.AddUsers(options);
        return services;
    }

    /// <summary>Who asks, and whether they may: behind routing, before every endpoint.</summary>
    public static void UseAccounts(this WebApplication app)
    {
        app.UseMiddleware<ActorMiddleware>();
        app.UseMiddleware<PermissionMiddleware>();
    }

    /// <summary>Behind the keys of idempotency: what is answered again was done once.</summary>
    public static void UseAudit(this WebApplication app) => app.UseMiddleware<AuditMiddleware>();

    public static void MapAccounts(this WebApplication app)
    {
        app.MapTokens();
        app.MapSetup();
        app.MapSignIn();
    }

    private static void AddUsers(this IServiceCollection services, PlatformOptions options)
    {
        services.AddSingleton<SessionCookies>();
        services.AddDataProtection().SetApplicationName("Seaworthy").PersistKeysToFileSystem(KeyDirectory.Ensure(options.KeysDirectory, "cookies"));
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies(cookies => cookies.ApplicationCookie!.Configure(cookie =>
        {
            cookie.Cookie.Name = "seaworthy";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.ExpireTimeSpan = TimeSpan.FromDays(14);
            cookie.SlidingExpiration = true;
            // SessionCookies compares the security stamp for every request.
            cookie.Events.OnValidatePrincipal = _ => Task.CompletedTask;
        }));
        services.AddIdentityCore<User>(identity =>
            {
                // An e-mail may hold any character; PasswordRules judges passwords.
                identity.User.AllowedUserNameCharacters = "";
                identity.Lockout.MaxFailedAccessAttempts = 5;
                identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
            })
            .AddUserStore<UserStore>()
            .AddSignInManager();
    }
}
