using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Services;

/// <summary>How a service is right now.</summary>
/// <param name="Process">Its main process; null while it is not running.</param>
/// <param name="IsKept">Whether something will start it again when it ends.</param>
public sealed record ServiceObserved(Service Service, ProcessIdentity? Process, bool IsKept)
{
    /// <summary>What it was started from; null when it does not run.</summary>
    public string? Fingerprint =>
        Process is { } process ? ProcessTable.Environment(process.Id).GetValueOrDefault(ServiceSpec.FingerprintVariable) : null;

    public TimeSpan? Uptime => Process is { } process ? ProcessTable.Age(process) : null;

    /// <summary>Physical memory of it and all that it started, in bytes.</summary>
    public long MemoryBytes => Process is { } process ? ProcessTable.Tree(process.Id).Sum(ProcessTable.ProportionalBytes) : 0;
}
