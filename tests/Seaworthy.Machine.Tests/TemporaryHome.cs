using Seaworthy.Machine.Layout;

namespace Seaworthy.Machine.Tests;

/// <summary>A data directory of one test, gone with it.</summary>
public sealed class TemporaryHome : IDisposable
{
    public TemporaryHome()
    {
        Home = new SeaworthyHome(Directory.CreateTempSubdirectory("sea-test-").FullName);
        Home.Prepare();
    }

    public SeaworthyHome Home { get; }

    public void Dispose() => Directory.Delete(Home.Root, recursive: true);
}
