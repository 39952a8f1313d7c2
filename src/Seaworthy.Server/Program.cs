using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Api.OpenApi;
using Seaworthy.Server.Api.Reference;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Containers;
using Seaworthy.Server.Dashboard;
using Seaworthy.Server.Deployments;
using Seaworthy.Server.Domains;
using Seaworthy.Server.Logs;
using Seaworthy.Server.Metrics;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Hosting;
using Seaworthy.Server.Releases;
using Seaworthy.Server.Rollouts;
using Seaworthy.Server.Routes;
using Seaworthy.Server.Runs;
using Seaworthy.Server.Sources;

namespace Seaworthy.Server;

public static class Program
{
    public static async Task<int> Main(string[] args)
    {
        PlatformOptions options;
        BuildOptions buildOptions;
        try
        {
            options = PlatformOptions.Read(Environment.GetEnvironmentVariable);
            buildOptions = BuildOptions.Read(Environment.GetEnvironmentVariable);
        }
        catch (InvalidOptionsException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 78;
        }
        return await Build(options, buildOptions, args).RunServerAsync();
    }

    /// <summary>The map of the server: rooms in the order in which code takes its way through them.</summary>
    public static WebApplication Build(PlatformOptions options, BuildOptions buildOptions, string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(Program).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.AddServerLogging();
        builder.AddListeners(options);
        builder.Services.AddPlatform(options);
        builder.Services.AddApps();
        builder.Services.AddSources();
        builder.Services.AddBuilds(buildOptions);
        builder.Services.AddReleases();
        builder.Services.AddRoutes();
        builder.Services.AddDomains();
        builder.Services.AddRollouts();
        builder.Services.AddDeployments();
        builder.Services.AddLogs();
        builder.Services.AddStats();
        builder.Services.AddRuns();
        builder.Services.AddContainers();
        builder.Services.AddAccounts(options);
        builder.Services.AddApi();
        builder.AddDashboard();

        var app = builder.Build();
        app.UseApi();
        app.UseAccounts();
        app.UseKnownParameters();
        app.UseIdempotencyKeys();
        app.UseAudit();
        app.MapApps();
        app.MapSources();
        app.MapBuilds();
        app.MapReleases();
        app.MapDomains();
        app.MapDeployments();
        app.MapLogs();
        app.MapMetrics();
        app.MapRuns();
        app.MapContainers();
        app.MapAccounts();
        app.MapDashboard();
        app.MapHealth();
        app.MapApiDescription();
        app.MapReference();
        app.RequireDeclarations();
        return app;
    }
}
