using System.Globalization;
using Npgsql;
using Seaworthy.Server.Apps.Volumes;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Apps.Settings;

/// <summary>Everything that an app is set to, in one snapshot.</summary>
public sealed record AppSettings
{
    public required App App { get; init; }

    /// <summary>By name: processes that have something of their own.</summary>
    public required IReadOnlyDictionary<string, ProcessSettings> Processes { get; init; }

    public required IReadOnlyList<Volume> Volumes { get; init; }

    /// <summary>With their real values: never to be shown as they are.</summary>
    public required IReadOnlyList<Variable> Variables { get; init; }

    public static async Task<AppSettings> ReadAsync(NpgsqlConnection connection, AppId app, EnvironmentStore environment, CancellationToken ct) => new()
    {
        App = await AppStore.ReadAsync(connection, app),
        Processes = await ProcessStore.ReadAsync(connection, app),
        Volumes = await VolumeStore.ListAsync(connection, app),
        Variables = await environment.OpenAllAsync(connection, app, ct),
    };

    /// <summary>One instance alone may have a volume of this process.</summary>
    public bool IsExclusive(string process) => Volumes.Any(volume => volume.Process == process && !volume.Shared);

    public bool IsStopFirst(string process) => App.Strategy == "stop-first" || IsExclusive(process);

    /// <summary>What a process has of its own, to be changed.</summary>
    public ProcessSettings OwnOf(string process) => Processes.TryGetValue(process, out var own) ? own : new ProcessSettings { Name = process };

    /// <summary>What differs, by name.</summary>
    public IReadOnlyList<SettingsChange> ChangesTo(AppSettings after)
    {
        var from = Flatten();
        var to = after.Flatten();
        return [.. from.Keys.Union(to.Keys).Order(StringComparer.Ordinal)
            .Select(field => (Field: field, From: from.GetValueOrDefault(field, Unset(field)), To: to.GetValueOrDefault(field, Unset(field))))
            .Where(pair => (pair.From.Value, pair.From.IsFrozen) != (pair.To.Value, pair.To.IsFrozen))
            .Select(pair => new SettingsChange(pair.Field, pair.From.Shown, Changed(pair.From, pair.To)) { IsFrozen = pair.From.IsFrozen || pair.To.IsFrozen })];
    }

    /// <summary>A process without settings of its own has one replica.</summary>
    private static Setting Unset(string field) => field.EndsWith(".replicas", StringComparison.Ordinal) ? new Setting("1") : default;

    private static string? Changed(Setting from, Setting to) =>
        to is { IsSecret: true, Value: not null } && from.Value is not null && from.Value != to.Value ? $"{to.Shown} (changed)" : to.Shown;

    /// <summary>By field: its value. Where a setting is not set, it is not there.</summary>
    private Dictionary<string, Setting> Flatten()
    {
        var flat = new Dictionary<string, Setting>(StringComparer.Ordinal);
        AddApp(flat);
        foreach (var process in Processes.Values)
            AddProcess(flat, process);
        foreach (var volume in Volumes)
            Frozen(flat, $"volumes.{volume.Name}@{volume.Process}", $"{volume.Path}{(volume.ReadOnly ? " (read only)" : "")}{(volume.Shared ? " (shared)" : "")}");
        foreach (var variable in Variables)
        {
            flat[$"env.{variable.Key}"] = new Setting(variable.Value, variable.IsForRunning, variable.IsSecret);
            flat[$"env.{variable.Key}.kind"] = new Setting(variable.Kind);
            flat[$"env.{variable.Key}.scope"] = new Setting(variable.Scope);
        }
        return flat;
    }

    private void AddApp(Dictionary<string, Setting> flat)
    {
        Plain(flat, "name", App.Name);
        Plain(flat, "slug", App.Slug);
        Plain(flat, "description", App.Description);
        Plain(flat, "project", App.Project);
        Plain(flat, "dockerfile_path", App.DockerfilePath);
        Plain(flat, "build_target", App.BuildTarget);
        foreach (var (key, value) in App.BuildArgs)
            Plain(flat, $"build_args.{key}", value);
        Plain(flat, "return_when_crashing", App.ReturnWhenCrashing ? "true" : "false");
        Frozen(flat, "exposed_port", Text(App.Port));
        Frozen(flat, "health_path", App.HealthPath);
        Frozen(flat, "memory_limit", Text(App.MemoryBytes));
        Frozen(flat, "cpu_quota", Text(App.CpuMillis * 100L));
        Frozen(flat, "strategy", App.Strategy);
        Frozen(flat, "hardened", App.Hardened ? "true" : "false");
        Frozen(flat, "drain_seconds", Text(App.DrainSeconds));
        Frozen(flat, "stop_grace_seconds", Text(App.StopGraceSeconds));
        Frozen(flat, "start_deadline_seconds", Text(App.StartDeadlineSeconds));
        Frozen(flat, "pre_deploy_command", CommandText.Show(App.PreDeployCommand));
        Frozen(flat, "post_deploy_command", CommandText.Show(App.PostDeployCommand));
        foreach (var (key, value) in App.Labels)
            Frozen(flat, $"labels.{key}", value);
    }

    private static void AddProcess(Dictionary<string, Setting> flat, ProcessSettings process)
    {
        var prefix = $"processes.{process.Name}";
        Plain(flat, $"{prefix}.replicas", Text(process.Replicas));
        Frozen(flat, $"{prefix}.command", CommandText.Show(process.Command));
        Frozen(flat, $"{prefix}.port", Text(process.Port));
        Frozen(flat, $"{prefix}.health_path", process.HealthPath);
        Frozen(flat, $"{prefix}.memory_limit", Text(process.MemoryBytes));
        Frozen(flat, $"{prefix}.cpu_quota", Text(process.CpuMillis * 100L));
    }

    private static void Plain(Dictionary<string, Setting> flat, string field, string? value)
    {
        if (value is not null)
            flat[field] = new Setting(value);
    }

    private static void Frozen(Dictionary<string, Setting> flat, string field, string? value)
    {
        if (value is not null)
            flat[field] = new Setting(value, IsFrozen: true);
    }

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
