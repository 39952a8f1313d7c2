namespace Seaworthy.Server.Apps;

/// <summary>
/// A new app, or changes of one: what is null stays as it is (or gets its default). Of texts that may be missing "" removes what there
/// is, of the port 0; labels and build arguments are replaced as a whole. In a PATCH null removes, and of maps only the named keys change.
/// </summary>
public sealed record AppRequest
{
    public string? Name { get; init; }

    public string? Slug { get; init; }

    public string? Description { get; init; }

    /// <summary>A project's id or name; the default project where a new app names none.</summary>
    public string? Project { get; init; }

    /// <summary>Of a new app only.</summary>
    public Dictionary<string, string>? EnvVars { get; init; }

    public int? ExposedPort { get; init; }

    public string? HealthPath { get; init; }

    /// <summary>Bytes.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Microseconds per 100 ms: 50000 is half a core.</summary>
    public long? CpuQuota { get; init; }

    /// <summary>start-first: the new instances serve before the old ones stop. stop-first: one instance at a time, with a gap.</summary>
    public string? Strategy { get; init; }

    /// <summary>Without the capabilities that official images need at their start.</summary>
    public bool? Hardened { get; init; }

    /// <summary>A release that crashes again and again gives way to the newest older one that has served well.</summary>
    public bool? ReturnWhenCrashing { get; init; }

    /// <summary>Where the Dockerfile is; null: looked for.</summary>
    public string? DockerfilePath { get; init; }

    /// <summary>The stage of the Dockerfile that is built; null: the last.</summary>
    public string? BuildTarget { get; init; }

    /// <summary>Not secret: they stand in the image's history. Secrets come by variables of scope build.</summary>
    public Dictionary<string, string?>? BuildArgs { get; init; }

    /// <summary>Labels of the app's containers.</summary>
    public Dictionary<string, string?>? Labels { get; init; }

    /// <summary>Runs in the new image before the switch, once per release, instead of the Procfile's <c>release</c>.</summary>
    public string? PreDeployCommand { get; init; }

    /// <summary>Runs in the new image after it went live.</summary>
    public string? PostDeployCommand { get; init; }

    /// <summary>How long open requests may take to end before an instance is told to stop.</summary>
    public int? DrainSeconds { get; init; }

    /// <summary>How long an instance may take to end after SIGTERM.</summary>
    public int? StopGraceSeconds { get; init; }

    /// <summary>How long a new instance may take to become healthy.</summary>
    public int? StartDeadlineSeconds { get; init; }

    internal int? CpuMillis => CpuQuota is { } quota ? (int)(quota / 100) : null;

    /// <summary>By field: what is wrong with it, but for the slug and the project.</summary>
    /// <param name="mayRemove">Whether null values of maps mean that their key goes.</param>
    internal Dictionary<string, string[]> Faults(bool isNew, bool mayRemove = false)
    {
        var faults = new Dictionary<string, string[]>();
        void Require(bool holds, string field, string fault)
        {
            if (!holds)
                faults[field] = [fault];
        }

        Require(!isNew || !string.IsNullOrWhiteSpace(Name), "name", "is required");
        Require(Name is null || (Name.Length <= 100 && !string.IsNullOrWhiteSpace(Name) && !Name.Any(char.IsControl)) || faults.ContainsKey("name"), "name", "must be 1 to 100 characters on one line");
        Require(Description is null or { Length: <= 1000 }, "description", "is longer than 1000 characters");
        Require(ExposedPort is null or (>= 0 and <= 65535), "exposed_port", "must be between 1 and 65535, or 0 for the image's own");
        Require(HealthPath is null || IsHealthPath(HealthPath), "health_path", "must begin with / and hold no spaces");
        Require(MemoryLimit is null or (>= AppLimits.LeastMemoryBytes and <= AppLimits.MostMemoryBytes), "memory_limit", "must be at least 6 MB, in bytes");
        Require(CpuQuota is null or (>= AppLimits.LeastCpuMillis * 100L and <= AppLimits.MostCpuMillis * 100L), "cpu_quota", "must be at least 1000 (a hundredth of a core)");
        Require(Strategy is null or "start-first" or "stop-first", "strategy", "must be start-first or stop-first");
        Require(DrainSeconds is null or (>= 0 and <= AppLimits.LongestDrainSeconds), "drain_seconds", $"must be between 0 and {AppLimits.LongestDrainSeconds}");
        Require(StopGraceSeconds is null or (>= 1 and <= AppLimits.LongestStopGraceSeconds), "stop_grace_seconds", $"must be between 1 and {AppLimits.LongestStopGraceSeconds}");
        Require(
            StartDeadlineSeconds is null or (>= AppLimits.ShortestStartDeadlineSeconds and <= AppLimits.LongestStartDeadlineSeconds), "start_deadline_seconds",
            $"must be between {AppLimits.ShortestStartDeadlineSeconds} and {AppLimits.LongestStartDeadlineSeconds}");
        if (DockerfilePath is not null && BuildSettings.PathFault(DockerfilePath) is { } pathFault)
            faults["dockerfile_path"] = [pathFault];
        Require(string.IsNullOrEmpty(BuildTarget) || BuildSettings.IsTarget(BuildTarget), "build_target", "must be the name of a stage: letters, digits, '.', '-' and '_', 128 at most");
        if (PreDeployCommand is not null && CommandText.Fault(PreDeployCommand) is { } preFault)
            faults["pre_deploy_command"] = [preFault];
        if (PostDeployCommand is not null && CommandText.Fault(PostDeployCommand) is { } postFault)
            faults["post_deploy_command"] = [postFault];
        foreach (var (key, value) in BuildArgs ?? [])
        {
            if (value is not null || !mayRemove)
                AddVariableFaults(faults, "build_args", key, value);
        }
        foreach (var (key, value) in Labels ?? [])
            AddLabelFaults(faults, key, value, mayRemove);
        Require(BuildArgs is null or { Count: <= AppLimits.MostBuildArgs }, "build_args", $"may hold {AppLimits.MostBuildArgs} at most");
        Require(Labels is null or { Count: <= AppLimits.MostLabels }, "labels", $"may hold {AppLimits.MostLabels} at most");
        foreach (var (key, value) in EnvVars ?? [])
            AddVariableFaults(faults, "env_vars", key, value);
        Require(EnvVars is null or { Count: <= AppLimits.MostVariables }, "env_vars", $"may hold {AppLimits.MostVariables} variables at most");
        return faults;
    }

    /// <summary>"" removes it.</summary>
    internal static bool IsHealthPath(string path) => path.Length == 0 || (path.StartsWith('/') && path.Length <= 500 && !path.Any(character => character is <= ' ' or > '~'));

    /// <summary>By name of the variable: what is wrong with it.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> VariableFaults(Dictionary<string, string>? variables)
    {
        foreach (var (key, value) in variables ?? [])
        {
            if (VariableFault(key, value) is { } fault)
                yield return new(key, fault);
        }
    }

    internal static string? VariableFault(string key, string? value) => value switch
    {
        _ when !VariableName.IsValid(key) => "is not a name for a variable: letters, digits and underscores, not beginning with a digit",
        null => "must be a text",
        _ when value.Length > AppLimits.LongestValue || value.Contains('\0', StringComparison.Ordinal) => "is too long or holds a NUL character",
        _ => null,
    };

    private static void AddVariableFaults(Dictionary<string, string[]> faults, string field, string key, string? value)
    {
        if (VariableFault(key, value) is { } fault)
            faults[$"{field}.{key}"] = [fault];
    }

    private static void AddLabelFaults(Dictionary<string, string[]> faults, string key, string? value, bool mayRemove)
    {
        if (LabelName.Fault(key) is { } fault)
            faults[$"labels.{key}"] = [fault];
        else if (value is null ? !mayRemove : value.Length > 4096 || value.Any(char.IsControl))
            faults[$"labels.{key}"] = ["must be a text of 4096 characters at most, without control characters"];
    }
}

/// <param name="Process"><c>web</c> where it is null.</param>
/// <param name="Processes">Several at once: <c>{"web": 2, "worker": 1}</c>.</param>
public sealed record ScaleRequest(int? Replicas, string? Process, Dictionary<string, int>? Processes = null);
