using System.CommandLine;
using Seaworthy.Cli.Deploying;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Apps;

namespace Seaworthy.Cli.Configuring;

/// <summary>`sea volumes`: folders of an app that outlive its releases.</summary>
public static class VolumesCommand
{
    private static readonly Argument<string> name = new("volume") { Description = "Its name" };
    private static readonly Argument<string> path = new("path") { Description = "Where it is mounted, such as /data" };
    private static readonly Option<string?> process = new("--process") { Description = "The process that has it; web by default", HelpName = "NAME" };
    private static readonly Option<bool> shared = new("--shared") { Description = "Several instances may have it at once; else deployments stop the old one first" };
    private static readonly Option<bool> readOnly = new("--read-only") { Description = "It cannot be written" };

    public static Verb Verb { get; } = new("volumes", "[command]", "List, add and delete folders that outlive releases", "sea volumes add uploads /data --shared --app shop", command =>
    {
        command.Add(CommonOptions.App);
        command.Add(CommonOptions.Json);
        command.Do((session, cancellation) => session.ShowAsync(session.Client.Volumes.List(session.App), list => Show(list, session.Out), cancellation));
        command.Add(Add());
        command.Add(Delete());
    });

    private static Command Add()
    {
        var command = new Command("add", "Mount a new volume") { name, path, process, shared, readOnly, CommonOptions.App, CommonOptions.DryRun, CommonOptions.NoWait, CommonOptions.Json }
            .WithExample("sea volumes add uploads /data --app shop");
        command.Do((session, cancellation) => session.ChangeAsync(
            session.Client.Volumes.Create(session.App, new NewVolume(session.Get(name)!, session.Get(path)!, session.Get(process), session.Get(shared), session.Get(readOnly))), async volume =>
            {
                session.Out.Line(new Inked("✓", Ink.Good), $" {volume.Name} is mounted at {volume.Path}.");
                if (!volume.Shared)
                    session.Out.Line("  One instance at a time has it, so each deployment stops the old one before the new one starts.");
                await UnknownProcess.TellAsync(session, volume.Process ?? "web", "mounts it", cancellation);
                return await FollowDeployment.OfChangeAsync(session, session.App, volume.DeploymentId, $"sea volumes delete {volume.Name}", cancellation);
            }, cancellation));
        return command;
    }

    private static Command Delete()
    {
        var command = new Command("delete", "Unmount a volume; what is in it is kept for 7 days") { name, CommonOptions.App, CommonOptions.DryRun, CommonOptions.NoWait, CommonOptions.Json }.WithExample("sea volumes delete uploads --app shop");
        command.Do((session, cancellation) => session.ChangeAsync(session.Client.Volumes.Delete(session.App, session.Get(name)!), outcome =>
        {
            session.Out.Line(new Inked("✓", Ink.Good), $" {outcome.Message ?? $"{session.Get(name)} was deleted."}");
            return FollowDeployment.OfChangeAsync(session, session.App, outcome.DeploymentId, null, cancellation);
        }, cancellation));
        return command;
    }

    private static void Show(IReadOnlyList<Volume> volumes, Screen screen)
    {
        var table = new TextTable("VOLUME", "PROCESS", "PATH", "USE");
        foreach (var volume in volumes)
            table.Add(volume.Name, volume.Process, volume.Path, $"{(volume.Shared ? "shared" : "exclusive")}{(volume.ReadOnly ? ", read-only" : "")}");
        if (table.IsEmpty)
            screen.Line("There are no volumes yet. Mount one: sea volumes add NAME /PATH");
        else
            table.Write(screen);
    }
}
