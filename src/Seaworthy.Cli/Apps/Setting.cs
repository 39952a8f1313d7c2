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

    /// <summary>True where some are parts of a whole (one label of several), so that the rest must be known too.</summary>
    public static bool IsPartly(IEnumerable<string> keys) => keys.Any(key => key.StartsWith(LabelPrefix, StringComparison.Ordinal) || key.StartsWith(BuildArgPrefix, StringComparison.Ordinal));

    /// <param name="app">As it is now; needed for parts.</param>
    public static JsonObject ToJson(IEnumerable<(string Key, string Value)> pairs, App? app)
    {
        var json = new JsonObject();
        foreach (var (key, value) in pairs)
        {
            if (key.StartsWith(LabelPrefix, StringComparison.Ordinal))
                Put(json, "labels", app?.Labels, key[LabelPrefix.Length..], value);
            else if (key.StartsWith(BuildArgPrefix, StringComparison.Ordinal))
                Put(json, "build_args", app?.BuildArgs, key[BuildArgPrefix.Length..], value);
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

    /// <summary>One entry of a whole; an empty value removes it.</summary>
    private static void Put(JsonObject json, string field, Dictionary<string, string>? now, string key, string value)
    {
        if (json[field] is not JsonObject whole)
        {
            json[field] = whole = [];
            foreach (var (name, text) in now ?? [])
                whole[name] = text;
        }
        if (value.Length == 0)
            whole.Remove(key);
        else
            whole[key] = value;
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
