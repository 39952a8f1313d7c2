namespace Seaworthy.Machine.Processes;

/// <summary>The .NET SDK that `sea` itself was built with.</summary>
public static class DotNet
{
    /// <summary>
    /// No build server is left behind: it would hold memory, and this process' output pipes, for a quarter of an hour.
    /// </summary>
    public static Command Command(params IReadOnlyList<string> arguments) => new(Program, arguments)
    {
        Deadline = TimeSpan.FromMinutes(15),
        Environment = new Dictionary<string, string?>
        {
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_CLI_UI_LANGUAGE"] = "en",
            ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
            ["MSBUILDDISABLENODEREUSE"] = "1",
        },
    };

    private static string Program =>
        Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root ? Path.Combine(root, "dotnet") : "dotnet";
}
