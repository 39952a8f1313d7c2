using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Deployments;
using Seaworthy.Server.Platform.Hosting;
using Seaworthy.Server.Logs;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Releases;
using Seaworthy.Server.Rollouts;
using Seaworthy.Server.Routes;
using Seaworthy.Server.Sources;

// The map of the server: rooms in the order in which code takes its way through them.
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

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.AddSimpleConsole(console => { console.SingleLine = true; console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' "; console.UseUtcTimestamp = true; });
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.AddListeners(options);
builder.Services.AddPlatform(options);
builder.Services.AddApps();
builder.Services.AddSources();
builder.Services.AddBuilds(buildOptions);
builder.Services.AddReleases();
builder.Services.AddRoutes();
builder.Services.AddRollouts();
builder.Services.AddDeployments();
builder.Services.AddLogs();
builder.Services.AddApi();

var app = builder.Build();
app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(54), KeepAliveTimeout = TimeSpan.FromSeconds(60) });
app.MapHealth();
app.MapApps();
app.MapBuilds();
app.MapReleases();
app.MapDeployments();
app.MapLogs();

return await app.RunServerAsync();
