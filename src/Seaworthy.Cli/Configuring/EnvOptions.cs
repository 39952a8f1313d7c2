using System.CommandLine;
using Seaworthy.Cli.Deploying;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Apps;

namespace Seaworthy.Cli.Configuring;

/// <summary>What kind of variables they are, and what happens after a change.</summary>
public static class EnvOptions
{
    private static readonly Option<bool> secret = new("--secret") { Description = "Nobody is shown the value again" };
    private static readonly Option<bool> plain = new("--plain") { Description = "The value may be read, as is usual" };
    private static readonly Option<bool> build = new("--build") { Description = "For builds only; builds get secrets as secret mounts" };
    private static readonly Option<bool> both = new("--both") { Description = "For builds and at run time" };

    public static void AddTo(Command command)
    {
        foreach (var option in (Option[])[secret, plain, build, both, CommonOptions.App, CommonOptions.DryRun, CommonOptions.NoWait, CommonOptions.Json])
            command.Add(option);
    }

    /// <summary>Null: as it is.</summary>
    public static string? Kind(Session session) => (session.Get(secret), session.Get(plain)) switch
    {
        (true, true) => throw new UsageException("A variable is either --secret or --plain."),
        (true, _) => "secret",
        (_, true) => "plain",
        _ => null,
    };

    public static string? Scope(Session session) => (session.Get(build), session.Get(both)) switch
    {
        (true, true) => throw new UsageException("A variable is for --build or for --both."),
        (true, _) => "build",
        (_, true) => "both",
        _ => null,
    };

    /// <param name="undo">The command that sets back what was; null where it takes more than one.</param>
    public static Task<int> ToldAsync(Session session, string words, AppEnvironment changed, string? undo, CancellationToken cancellation)
    {
        session.Out.Line(new Inked("✓", Ink.Good), $" {words}");
        return FollowDeployment.OfChangeAsync(session, session.App, changed.DeploymentId, undo, cancellation);
    }
}
