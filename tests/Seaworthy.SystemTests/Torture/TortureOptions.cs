using System.Globalization;

namespace Seaworthy.SystemTests.Torture;

/// <summary>How long to torture, and from which seed: the same seed gives the same changes and faults in the same order.</summary>
public sealed record TortureOptions(int Seed, TimeSpan Duration)
{
    /// <summary>Of a run in the whole suite.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(2);

    /// <summary>SEAWORTHY_TORTURE_SEED and SEAWORTHY_TORTURE_MINUTES, which <c>sea torture</c> sets.</summary>
    public static TortureOptions Read() => new(
        Number("SEAWORTHY_TORTURE_SEED") ?? 1,
        Number("SEAWORTHY_TORTURE_MINUTES") is { } minutes ? TimeSpan.FromMinutes(minutes) : Short);

    private static int? Number(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
