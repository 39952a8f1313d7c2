namespace Seaworthy.Machine.Packages;

/// <summary>All that a decision about packages rests on.</summary>
/// <param name="Missing">Needs that are not met.</param>
/// <param name="InstalledEngine">Version of an engine that is installed but of no use, being too old; null when none is.</param>
/// <param name="VendorReachable">Whether Docker's own packages for this distribution can be had.</param>
/// <param name="Sources">What apt knows.</param>
/// <param name="Candidates">Package → version that apt would install.</param>
public sealed record PackageFacts(
    Distribution Distribution,
    IReadOnlyList<Need> Missing,
    string? InstalledEngine,
    bool VendorReachable,
    IReadOnlyList<AptSource> Sources,
    IReadOnlyDictionary<string, string> Candidates);
