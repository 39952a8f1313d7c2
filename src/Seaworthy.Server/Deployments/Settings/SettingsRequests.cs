using Microsoft.AspNetCore.Mvc;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Apps.Settings;

namespace Seaworthy.Server.Deployments.Settings;

/// <summary>How a change is to be made: what every write of settings understands.</summary>
public sealed record ChangeOptions
{
    /// <summary>Nothing is changed: the answer says what would be.</summary>
    [FromQuery(Name = "dry_run")]
    public bool? DryRun { get; init; }

    /// <summary>The ETag that the app was read with: if its settings were changed since, the answer is 412 and nothing is done.</summary>
    [FromHeader(Name = "If-Match")]
    public string? IfMatch { get; init; }

    internal ChangeSettings.Request For(App app, HttpContext http) => new(app.Id, http.Actor().Name, Tags(), DryRun ?? false);

    private string[]? Tags() => string.IsNullOrWhiteSpace(IfMatch) || IfMatch.Trim() == "*"
        ? null
        : IfMatch.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>What a change would do; nothing was changed.</summary>
/// <param name="MakesRelease">Whether a new release would be made and brought live.</param>
/// <param name="Plan">The steps that would follow, each with its cause: <c>web.2 create — …</c></param>
public sealed record DryRunShape(bool DryRun, IReadOnlyList<SettingsChange> Changes, bool MakesRelease, IReadOnlyList<string> Plan)
{
    internal static IResult Of(RehearseDeployment.Rehearsal rehearsal, bool makesRelease) =>
        Results.Ok(new DryRunShape(DryRun: true, rehearsal.Changes, makesRelease, rehearsal.Plan));
}

/// <summary>What one process gets of its own; what is null is as the app, or the build, has it.</summary>
public sealed record ProcessRequest
{
    /// <summary>Null: as many as there are.</summary>
    public int? Replicas { get; init; }

    /// <summary>Bytes.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Microseconds per 100 ms: 50000 is half a core.</summary>
    public long? CpuQuota { get; init; }

    /// <summary>One line, as in a Procfile. A process that no build knows is made by its command, on the image of <c>web</c>.</summary>
    public string? Command { get; init; }

    /// <summary>The port that it is probed on; visitors reach that of <c>web</c> only.</summary>
    public int? Port { get; init; }

    public string? HealthPath { get; init; }
}

/// <summary>A volume to be mounted.</summary>
public sealed record VolumeRequest
{
    public string? Name { get; init; }

    /// <summary>Where it is in the container: <c>/data</c>.</summary>
    public string? Path { get; init; }

    /// <summary><c>web</c> where it is null.</summary>
    public string? Process { get; init; }

    /// <summary>Several instances may have it at once. Else it is exclusive: its process is stopped before a new one starts, and has one replica.</summary>
    public bool? Shared { get; init; }

    public bool? ReadOnly { get; init; }
}

/// <summary>One variable.</summary>
/// <param name="Value">The mask, or null where there is one already: unchanged.</param>
/// <param name="Kind">plain or secret; null: as it is, or plain.</param>
/// <param name="Scope">runtime, build or both; null: as it is, or runtime.</param>
public sealed record VariableRequest(string? Value, string? Kind, string? Scope);
