using Seaworthy.Docker.Tests.Contract;

[assembly: AssemblyFixture(typeof(RealSetting))]

namespace Seaworthy.Docker.Tests.Contract;

/// <summary>
/// This machine's engine. Where there is none, tests are skipped on a laptop and fail on CI. What they made is removed at the end, by label.
/// </summary>
public sealed class RealSetting : EngineSetting, IAsyncLifetime
{
    private readonly DockerEngine engine = new(new DockerEngineOptions());
    private string? missing;

    public override IDockerEngine Engine => missing is null ? engine : throw Missing(missing);

    private string Image => $"seaworthy-test-{RunId}:busybox";

    public override string ImageOf(Program program) => Image;

    public override Stream RootFilesystem() => BusyboxImage.RootFilesystem();

    public async ValueTask InitializeAsync()
    {
        try
        {
            await engine.Daemon.PingAsync(CancellationToken.None);
        }
        catch (DockerUnavailableException unavailable)
        {
            missing = unavailable.Message;
            return;
        }

        using var tar = RootFilesystem();
        var import = new ImageImport($"seaworthy-test-{RunId}", "busybox") { Changes = [$"LABEL {Label}"] };
        await engine.Images.ImportAsync(tar, import, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (missing is null)
            await RemoveEverything(CancellationToken.None);
        engine.Dispose();
    }

    private async Task RemoveEverything(CancellationToken cancellationToken)
    {
        foreach (var container in await engine.Containers.ListAsync(new() { Labels = [Label] }, cancellationToken))
            await engine.Containers.RemoveAsync(container.Id, ContainerRemoval.Whole, cancellationToken);
        foreach (var network in await engine.Networks.ListAsync([Label], cancellationToken))
            await engine.Networks.RemoveAsync(network.Id, cancellationToken);
        foreach (var volume in await engine.Volumes.ListAsync([Label], cancellationToken))
            await engine.Volumes.RemoveAsync(volume.Name, cancellationToken);
        foreach (var image in await engine.Images.ListAsync(new() { Labels = [Label] }, cancellationToken))
            await engine.Images.RemoveAsync(image.Id, force: true, cancellationToken);
    }

    private static InvalidOperationException Missing(string reason)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
            return new InvalidOperationException($"On CI these tests need a Docker Engine. {reason}");
        Assert.Skip(reason);
        return new InvalidOperationException(reason);
    }
}
