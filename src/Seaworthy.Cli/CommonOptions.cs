using System.CommandLine;

namespace Seaworthy.Cli;

/// <summary>Options that mean the same wherever they are.</summary>
public static class CommonOptions
{
    public static Option<string?> Server { get; } = new("--server")
    {
        Description = "The server to speak to: a URL or, for this machine's own, \"local\"",
        HelpName = "URL",
        Recursive = true,
    };

    public static Option<string?> App { get; } = new("--app", "-a")
    {
        Description = "The app: its slug or id; else SEAWORTHY_APP, else the file .seaworthy here or above",
        HelpName = "APP",
    };

    public static Option<bool> Json { get; } = new("--json") { Description = "The server's own JSON, for scripts" };

    public static Option<bool> DryRun { get; } = new("--dry-run") { Description = "Only show what it would change" };

    public static Option<bool> Yes { get; } = new("--yes", "-y") { Description = "Do not ask" };

    public static Option<bool> NoWait { get; } = new("--no-wait") { Description = "Do not wait until it is live" };
}
