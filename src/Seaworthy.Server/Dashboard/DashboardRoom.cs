using Seaworthy.Server.Accounts;

namespace Seaworthy.Server.Dashboard;

public static class DashboardRoom
{
    public static void AddDashboard(this WebApplicationBuilder builder)
    {
        // Where the server runs as it was built, not published, its files under wwwroot lie with their sources …
        builder.WebHost.UseStaticWebAssets();
        // … but no further endpoint serves whatever else is there.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] = "false";
        var services = builder.Services;
        services.AddRazorComponents();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "seaworthy-form";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            // SecurityHeaders says it better.
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddSingleton<HomeView>();
        services.AddSingleton<AppView>();
        services.AddSingleton<DeploymentView>();
    }

    public static void MapDashboard(this WebApplication app)
    {
        app.MapPages();
        app.MapStaticAssets().AllowEveryone("style and pictures, which the sign-in page needs too");
    }
}
