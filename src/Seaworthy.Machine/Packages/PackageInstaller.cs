using Seaworthy.Machine.Docker;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Progress;

namespace Seaworthy.Machine.Packages;

/// <summary>Installs what is missing, and says before what and from where.</summary>
/// <param name="log">Gets every word of the package manager.</param>
public sealed class PackageInstaller(ISteps steps, string log)
{
    private static readonly TimeSpan probeTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Nothing is touched when nothing is missing.</summary>
    public async Task EnsureAsync(IReadOnlyList<Need> needs, CancellationToken cancellation)
    {
        var missing = await Inventory.MissingAsync(needs, cancellation);
        if (missing.Count == 0)
            return;

        steps.Say($"Missing on this machine: {string.Join(", ", missing.Select(need => need.Title()))}.");
        if (!Environment.IsPrivilegedProcess)
            throw new NotRootException("Installing packages");
        if (!Apt.IsHere)
            throw new UnknownDistributionException(Distribution.OfThisMachine(), missing);

        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        var plan = await steps.RunAsync("Looking where to get it", async step =>
        {
            await RunAsync(Apt.Update(), step, "The lists of packages could not be brought up to date", cancellation);
            return InstallPlanner.Plan(await GatherAsync(missing, cancellation));
        });
        steps.Say($"To be installed\n{plan}");
        if (missing.Contains(Need.Engine))
            EngineConfiguration.WriteIfAbsent();
        await steps.RunAsync("Installing packages", step => InstallAsync(plan, step, cancellation));

        var still = await Inventory.MissingAsync(needs, cancellation);
        if (still.Count > 0)
            throw new StillMissingException(still, log);
    }

    private static async Task<PackageFacts> GatherAsync(IReadOnlyList<Need> missing, CancellationToken cancellation)
    {
        var distribution = Distribution.OfThisMachine();
        return new PackageFacts(
            distribution, missing, await Inventory.InstalledEngineAsync(cancellation),
            VendorReachable: missing.Contains(Need.Engine) && await AnswersAsync(DockerPackages.VendorRelease(distribution), cancellation),
            AptSources.OfThisMachine(), await Apt.CandidatesAsync([.. DockerPackages.AskedAbout(distribution), CaddyPackages.Package], cancellation));
    }

    private async Task InstallAsync(InstallPlan plan, IStep step, CancellationToken cancellation)
    {
        // What starts services after their installation would start them in ways of its own; here they are started by us.
        using var held = Services.Systemd.IsRunning ? null : new HeldServices();
        foreach (var part in plan.Parts)
        {
            foreach (var (file, address) in part.Downloads)
                await DownloadAsync(new Uri(address), file, cancellation);
            foreach (var (file, content) in part.Files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                await File.WriteAllTextAsync(file, content, cancellation);
            }
            if (part.Files.Keys.Any(file => file.StartsWith("/etc/apt/", StringComparison.Ordinal)))
                await RunAsync(Apt.Update(), step, "The lists of packages could not be brought up to date", cancellation);
            await RunAsync(Apt.Install(part.Packages), step, $"Packages from {part.Origin} could not be installed", cancellation);
        }
    }

    private async Task RunAsync(Command command, IStep step, string failure, CancellationToken cancellation)
    {
        using var writer = new StreamWriter(log, append: true);
        await writer.WriteLineAsync($"\n{DateTime.UtcNow:yyyy-MM-dd'T'HH:mm:ss'Z'} {command}");
        var watched = command with
        {
            OnLine = line =>
            {
                writer.WriteLine(line);
                if (line.StartsWith("Unpacking ", StringComparison.Ordinal) || line.StartsWith("Setting up ", StringComparison.Ordinal))
                    step.Doing(line.Split(" (")[0]);
            },
        };
        (await watched.RunAsync(cancellation)).OrThrow(failure, $"The whole output is in {log}.");
    }

    private static async Task<bool> AnswersAsync(Uri address, CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = probeTimeout };
        try
        {
            using var answer = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task DownloadAsync(Uri address, string file, CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(1) };
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, await http.GetByteArrayAsync(address, cancellation), cancellation);
    }
}

public sealed class StillMissingException(IReadOnlyList<Need> missing, string log) : MachineException(
    $"The package manager had nothing to say against it, and yet this is still missing: {string.Join(", ", missing.Select(need => need.Title()))}. Its whole output is in {log}.");
