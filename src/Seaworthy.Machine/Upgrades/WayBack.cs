using Seaworthy.Machine.Backups;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Postgres;
using Seaworthy.Machine.Progress;
using Seaworthy.Machine.Publishing;
using Seaworthy.Machine.Services;

namespace Seaworthy.Machine.Upgrades;

/// <summary>From a version that was upgraded to back to the one before: its programs, and its database where the schema has changed since.</summary>
public sealed class WayBack(Installation installation, UpgradeRecord record, IVersions versions, Publisher publisher)
{
    /// <summary>Whether the database would be replaced by the backup, so that everything since the upgrade is lost.</summary>
    public async Task<bool> ReplacesDatabaseAsync(CancellationToken cancellation) =>
        await InstallationDatabase.Of(installation).SchemaAsync(cancellation) != record.Schema;

    /// <param name="becomesReady">Waits until the server says that it is ready.</param>
    /// <returns>Whether the database was restored.</returns>
    public async Task<bool> TakeAsync(ISteps steps, Func<IStep, Task> becomesReady, CancellationToken cancellation)
    {
        using var turn = Turn.Take(installation.Home);
        await steps.RunAsync("Stopping the server", _ => installation.Supervisor.StopAsync(Service.Server, cancellation));
        var restores = await ReplacesDatabaseAsync(cancellation);
        if (restores)
            await steps.RunAsync("Restoring the database", async step =>
            {
                using var backup = await OpenedBackup.OpenAsync(record.Backup, $"{installation.Home.Root}/.restore-{Guid.NewGuid():n}", cancellation);
                await InstallationDatabase.Of(installation).RestoreAsync(backup.Dump, cancellation);
                step.Done($"from {record.Backup}");
            });
        await EnsureAsync(Part.Edge, installation.Edge);
        await EnsureAsync(Part.Server, installation.Server);
        await versions.ReturnAsync(record.From, cancellation);
        await steps.RunAsync("Ready", becomesReady);
        File.Delete(installation.Home.UpgradeFile);
        return restores;

        async Task EnsureAsync(Part part, Func<Published, ServiceSpec> specify)
        {
            if (record.From.Parts.GetValueOrDefault(part.Name) is { } version)
                await steps.RunAsync($"Seaworthy's {part.Name} as it was", async step =>
                {
                    await installation.Supervisor.EnsureAsync(specify(await publisher.ReturnAsync(part, version, cancellation)), cancellation);
                    step.Done($"version {version}");
                });
        }
    }
}
