using System.Diagnostics;
using Seaworthy.Client;
using Seaworthy.Machine;
using Seaworthy.Machine.Docker;
using Seaworthy.Machine.Postgres;
using Seaworthy.Machine.Progress;

namespace Seaworthy.Cli.Host;

/// <summary>An app, some time after the server came up.</summary>
/// <param name="Reason">Why it is not as it should be, in the server's words; null when all is well.</param>
public sealed record SettledApp(string Slug, string Status, string Url, string? Reason);

/// <summary>Waits until the instances of every app really run, or for as long as that takes where all is well.</summary>
public sealed class SettledApps(SeaworthyClient client, InstallationDatabase database, EngineCommands engine)
{
    /// <summary>What the database believes to be there, which a restored one may believe in vain.</summary>
    private const string Believed = """
        select a.slug, i.name from instances i join apps a on a.id = i.app_id
        where i.removed_at is null and i.draining_since is null and i.kind = 'service' and a.desired = 'running' and a.deleted_at is null
        """;

    private const int MostApps = 1000;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(500);

    public async Task<IReadOnlyList<SettledApp>> WaitAsync(IStep step, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var apps = await client.Apps.List(atMost: MostApps).SendAsync(cancellation);
            var missing = await MissingAsync(cancellation);
            var waiting = apps.Where(app => missing.Contains(app.Slug) || (app.Replicas < app.TargetReplicas && app.Release is not null && app.Status != "stopped")).ToList();
            if (waiting.Count == 0 || Stopwatch.GetElapsedTime(started) > patience)
            {
                var settled = new List<SettledApp>();
                foreach (var app in apps)
                    settled.Add(new SettledApp(app.Slug, app.Status, app.Url, waiting.Contains(app) ? await ReasonAsync(app.Id, cancellation) : null));
                return settled;
            }
            step.Doing($"waiting for {string.Join(", ", waiting.Take(5).Select(app => app.Slug))}");
            await Task.Delay(pause, cancellation);
        }
    }

    private async Task<HashSet<string>> MissingAsync(CancellationToken cancellation)
    {
        var running = await RunningAsync(cancellation);
        var rows = await database.RowsAsync(Believed, cancellation);
        return [.. rows.Where(row => !running.Contains((string)row[1]!)).Select(row => (string)row[0]!)];
    }

    /// <summary>None where the engine cannot be asked: then it is asked again until the time is over.</summary>
    private async Task<HashSet<string>> RunningAsync(CancellationToken cancellation)
    {
        try
        {
            return [.. await engine.LinesAsync(["container", "ls", "--format", "{{.Names}}"], cancellation)];
        }
        catch (MachineException)
        {
            return [];
        }
    }

    private async Task<string> ReasonAsync(Guid app, CancellationToken cancellation)
    {
        var newest = await client.Events.List(app.ToString(), atMost: 1).SendAsync(cancellation);
        return newest is [{ Text: { } text }, ..] ? text : "it has not come up yet";
    }
}
