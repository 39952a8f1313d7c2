using System.Globalization;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Rig.Installations;

/// <summary><c>artifacts/system-tests/&lt;time&gt;-&lt;process&gt;/&lt;name&gt;</c> in the checkout: what is left to read after a failed run.</summary>
public static class ArtifactFolder
{
    private static readonly string Run = Path.Combine(
        Checkout.Root, "artifacts", "system-tests", $"{DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{Environment.ProcessId}");

    public static string Create(string name) => Directory.CreateDirectory(Path.Combine(Run, name)).FullName;
}
