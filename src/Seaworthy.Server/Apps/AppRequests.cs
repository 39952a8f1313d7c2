namespace Seaworthy.Server.Apps;

/// <summary>A new app, or changes of one: what is null stays as it is (or gets its default).</summary>
public sealed record AppRequest
{
    public string? Name { get; init; }

    public string? Slug { get; init; }

    public string? Description { get; init; }

    public Dictionary<string, string>? EnvVars { get; init; }

    public int? ExposedPort { get; init; }

    public string? HealthPath { get; init; }

    /// <summary>Bytes.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Microseconds per 100 ms: 50000 is half a core.</summary>
    public long? CpuQuota { get; init; }

    /// <summary>How long open requests may take to end before an instance is told to stop.</summary>
    public int? DrainSeconds { get; init; }

    /// <summary>How long an instance may take to end after SIGTERM.</summary>
    public int? StopGraceSeconds { get; init; }

    /// <summary>How long a new instance may take to become healthy.</summary>
    public int? StartDeadlineSeconds { get; init; }

    internal int? CpuMillis => CpuQuota is { } quota ? (int)(quota / 100) : null;

    /// <summary>By field: what is wrong with it, but for the slug.</summary>
    internal Dictionary<string, string[]> Faults(bool isNew)
    {
        var faults = new Dictionary<string, string[]>();
        if (isNew && string.IsNullOrWhiteSpace(Name))
            faults["name"] = ["is required"];
        else if (Name is { Length: > 100 } || (Name is not null && (string.IsNullOrWhiteSpace(Name) || Name.Any(char.IsControl))))
            faults["name"] = ["must be 1 to 100 characters on one line"];
        if (Description is { Length: > 1000 })
            faults["description"] = ["is longer than 1000 characters"];
        if (ExposedPort is < 1 or > 65535)
            faults["exposed_port"] = ["must be between 1 and 65535"];
        if (HealthPath is not null && (!HealthPath.StartsWith('/') || HealthPath.Length > 500 || HealthPath.Any(character => character is <= ' ' or > '~')))
            faults["health_path"] = ["must begin with / and hold no spaces"];
        if (MemoryLimit is < AppLimits.LeastMemoryBytes or > AppLimits.MostMemoryBytes)
            faults["memory_limit"] = ["must be at least 6 MB, in bytes"];
        if (CpuQuota is < AppLimits.LeastCpuMillis * 100L or > AppLimits.MostCpuMillis * 100L)
            faults["cpu_quota"] = ["must be at least 1000 (a hundredth of a core)"];
        if (DrainSeconds is < 0 or > AppLimits.LongestDrainSeconds)
            faults["drain_seconds"] = [$"must be between 0 and {AppLimits.LongestDrainSeconds}"];
        if (StopGraceSeconds is < 1 or > AppLimits.LongestStopGraceSeconds)
            faults["stop_grace_seconds"] = [$"must be between 1 and {AppLimits.LongestStopGraceSeconds}"];
        if (StartDeadlineSeconds is < AppLimits.ShortestStartDeadlineSeconds or > AppLimits.LongestStartDeadlineSeconds)
            faults["start_deadline_seconds"] = [$"must be between {AppLimits.ShortestStartDeadlineSeconds} and {AppLimits.LongestStartDeadlineSeconds}"];
        foreach (var fault in VariableFaults(EnvVars))
            faults[$"env_vars.{fault.Key}"] = [fault.Value];
        return faults;
    }

    /// <summary>By name of the variable: what is wrong with it.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> VariableFaults(Dictionary<string, string>? variables)
    {
        foreach (var (key, value) in variables ?? [])
        {
            if (!VariableName.IsValid(key))
                yield return new(key, "is not a name for a variable: letters, digits and underscores, not beginning with a digit");
            else if (value is null)
                yield return new(key, "must be a text");
            else if (value.Length > AppLimits.LongestValue || value.Contains('\0', StringComparison.Ordinal))
                yield return new(key, "is too long or holds a NUL character");
        }
    }
}

/// <param name="Process"><c>web</c> where it is null.</param>
public sealed record ScaleRequest(int? Replicas, string? Process);
