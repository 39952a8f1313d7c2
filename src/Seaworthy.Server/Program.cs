using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Hosting;
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
builder.Services.AddSources();
builder.Services.AddBuilds(buildOptions);

var app = builder.Build();
app.MapHealth();

return await app.RunServerAsync();
