using Seaworthy.Machine;
using Seaworthy.Machine.Https;
using Seaworthy.Machine.Packages;
using Seaworthy.Machine.Progress;
using Seaworthy.Machine.Services;

namespace Seaworthy.Cli.Host;

/// <summary>HTTPS as a part of `sea up`: brought up where it can be. Where it cannot, apps answer over HTTP, unless it was asked for.</summary>
public sealed class HttpsUp(Installation installation, ISteps steps)
{
    public async Task EnsureAsync(CancellationToken cancellation)
    {
        var wanted = installation.Settings.HttpsWanted;
        if (wanted is false)
        {
            await installation.Https.TurnOffAsync(cancellation);
            return;
        }
        try
        {
            await InstallAsync(cancellation);
            await steps.RunAsync(Service.Caddy.Title, async step => step.Done(await installation.Https.EnsureAsync(cancellation) switch
            {
                Ensured.Started => $"started, port {installation.Settings.RouterHttpsPort}",
                Ensured.Restarted => $"changed and restarted, port {installation.Settings.RouterHttpsPort}",
                _ => $"running, port {installation.Settings.RouterHttpsPort}",
            }));
        }
        catch (MachineException failure) when (wanted is null)
        {
            await installation.Https.TurnOffAsync(cancellation);
            steps.Say($"Going on without HTTPS: {failure.Message}");
            steps.Say("Apps answer over HTTP. ROUTER_ENABLE_HTTPS=false ./sea up leaves HTTPS out without this warning.");
        }
    }

    private async Task InstallAsync(CancellationToken cancellation)
    {
        if (await Inventory.InstalledCaddyAsync(cancellation) is { } version && !CaddyPackages.IsNewEnough(version))
            throw new CaddyTooOldException(version);
        await new PackageInstaller(steps, installation.Home.Log("install")).EnsureAsync([Need.Caddy], cancellation);
    }
}
