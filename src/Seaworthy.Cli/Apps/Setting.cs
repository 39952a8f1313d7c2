using System.Globalization;
using System.Text.Json.Nodes;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Apps;

namespace Seaworthy.Cli.Apps;

/// <summary>Settings as people write them, as the API takes them: "memory=1GB" → "memory_limit": 1073741824.</summary>
public static class Setting
{
    private const string LabelPrefix = "label.";
    private const string BuildArgPrefix = "build-arg.";

    private static readonly Dictionary<string, (string Field, Func<string, JsonNode?> Read)> known = new()
    {
        ["name"] = ("name", Text),
        ["slug"] = ("slug", Text),
        ["description"] = ("description", Text),
        ["project"] = ("project", Text),
        ["port"] = ("exposed_port", Number),
        ["health"] = ("health_path", Text),
        ["memory"] = ("memory_limit", text => text.Length == 0 ? null : JsonValue.Create(Sizes.ParseBytes(text))),
        ["cpu"] = ("cpu_quota", text => text.Length == 0 ? null : JsonValue.Create(Sizes.ParseCores(text))),
        ["strategy"] = ("strategy", Text),
        ["hardened"] = ("hardened", YesOrNo),
        ["return-when-crashing"] = ("return_when_crashing", YesOrNo),
        ["drain"] = ("drain_seconds", Number),
        ["grace"] = ("stop_grace_seconds", Number),
        ["deadline"] = ("start_deadline_seconds", Number),
        ["dockerfile"] = ("dockerfile_path", Text),
        ["target"] = ("build_target", Text),
        ["pre-deploy"] = ("pre_deploy_command", Text),
        ["post-deploy"] = ("post_deploy_command", Text),
    };

    /// <summary>All names, for help and completion.</summary>
    public static IEnumerable<string> Names => known.Keys;

    /// <exception cref="UsageException">Some are no settings, have values that none of them can have, or are given twice; all are told.</exception>
    public static void Check(IReadOnlyList<(string Key, string Value)> pairs)
    {
        var faults = new List<string>();
        foreach (var twice in pairs.GroupBy(pair => FieldOf(pair.Key)).Where(same => same.Count() > 1))
            faults.Add($"{twice.First().Key} is given twice: which value is it to have?");
        foreach (var pair in pairs)
        {
            try
            {
                ToJson([pair]);
            }
            catch (UsageException wrong)
            {
                faults.Add(Find(pair.Key) is null ? wrong.Message : $"{pair.Key}: {wrong.Message}");
            }
        }
        if (faults.Count > 0)
            throw new UsageException(string.Join("\n  ", faults.Distinct()));
    }

    /// <summary>Our name of a field of the API.</summary>
    public static string NameOf(string field) => known.FirstOrDefault(setting => setting.Value.Field == field).Key ?? field;

    /// <summary>How it is now, as <c>sea set</c> takes it; empty for what is as a new app has it.</summary>
    public static string ValueOf(string key, App app) => FieldOf(key) switch
    {
        "name" => app.Name,
        "slug" => app.Slug,
        "description" => app.Description ?? "",
        "project" => app.Project ?? "",
        "exposed_port" => Plain(app.ExposedPort),
        "health_path" => app.HealthPath ?? "",
        "memory_limit" => app.MemoryLimit is { } bytes ? (bytes % (1 << 20) == 0 ? $"{bytes >> 20}MB" : Plain(bytes)) : "",
        "cpu_quota" => app.CpuQuota is { } quota ? string.Create(CultureInfo.InvariantCulture, $"{quota / 100_000.0:0.#####}") : "",
        "strategy" => app.Strategy ?? "",
        "hardened" => app.Hardened is true ? "yes" : "no",
        "return_when_crashing" => app.ReturnWhenCrashing is true ? "yes" : "no",
        "drain_seconds" => Plain(app.DrainSeconds),
        "stop_grace_seconds" => Plain(app.StopGraceSeconds),
        "start_deadline_seconds" => Plain(app.StartDeadlineSeconds),
        "dockerfile_path" => app.DockerfilePath ?? "",
        "build_target" => app.BuildTarget ?? "",
        "pre_deploy_command" => app.PreDeployCommand ?? "",
        "post_deploy_command" => app.PostDeployCommand ?? "",
        _ when key.StartsWith(LabelPrefix, StringComparison.Ordinal) => app.Labels?.GetValueOrDefault(key[LabelPrefix.Length..]) ?? "",
        _ when key.StartsWith(BuildArgPrefix, StringComparison.Ordinal) => app.BuildArgs?.GetValueOrDefault(key[BuildArgPrefix.Length..]) ?? "",
        _ => "",
    };

    private static string Plain(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string FieldOf(string key) => Find(key) is var (field, _) ? field : key;

    /// <summary>As a PATCH has them: null goes back to what a new app has, and removes a label or build argument.</summary>
    public static JsonObject ToJson(IEnumerable<(string Key, string Value)> pairs)
    {
        var json = new JsonObject();
        foreach (var (key, value) in pairs)
        {
            if (key.StartsWith(LabelPrefix, StringComparison.Ordinal))
                Put(json, "labels", key[LabelPrefix.Length..], value);
            else if (key.StartsWith(BuildArgPrefix, StringComparison.Ordinal))
                Put(json, "build_args", key[BuildArgPrefix.Length..], value);
            else if (Find(key) is var (field, read))
                json[field] = read(value);
            else
                throw new UsageException($"There is no setting \"{key}\". There are: {string.Join(", ", Names)}, {LabelPrefix}KEY and {BuildArgPrefix}KEY. Variables are set by sea env set.");
        }
        return json;
    }

    /// <summary>By our name or the API's own.</summary>
    private static (string Field, Func<string, JsonNode?> Read)? Find(string key) =>
        known.TryGetValue(key, out var setting) ? setting : known.Values.Where(candidate => candidate.Field == key).Select(candidate => ((string, Func<string, JsonNode?>)?)candidate).FirstOrDefault();

    /// <summary>One entry of a map, of which the others stay; an empty value removes it.</summary>
    private static void Put(JsonObject json, string field, string key, string value)
    {
        if (json[field] is not JsonObject map)
            json[field] = map = [];
        map[key] = value.Length == 0 ? null : JsonValue.Create(value);
    }

    private static JsonNode? Text(string text) => JsonValue.Create(text);

    private static JsonNode? Number(string text) =>
        text.Length == 0 ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number)
        : throw new UsageException($"\"{text}\" is no number.");

    private static JsonNode? YesOrNo(string text) => text.ToLowerInvariant() switch
    {
        "yes" or "true" or "on" => JsonValue.Create(true),
        "no" or "false" or "off" => JsonValue.Create(false),
        _ => throw new UsageException($"\"{text}\" is neither yes nor no."),
    };
}
