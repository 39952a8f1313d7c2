using Seaworthy.SystemTests.Rig;

namespace Seaworthy.SystemTests.RigTests;

/// <summary>The test application as a program of this machine, without a container.</summary>
public sealed class CompiledTestApp : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();

    public string Path => folder.In("app");

    public async ValueTask InitializeAsync() => await TestAppImage.Compile(Path, CancellationToken.None);

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
