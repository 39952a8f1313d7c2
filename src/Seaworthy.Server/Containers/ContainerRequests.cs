using System.Text.Json;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Containers;

/// <summary>A new app of an image, in the words of a container.</summary>
public sealed record ContainerRequest
{
    /// <summary>The app's name; its slug is made from it.</summary>
    public string? Name { get; init; }

    /// <summary>A registry reference.</summary>
    public string? Image { get; init; }

    /// <summary>An object, or a list of <c>KEY=value</c>.</summary>
    public JsonElement? Env { get; init; }

    public Dictionary<string, string?>? Labels { get; init; }

    /// <summary>At most one: where it listens. A number, <c>"80"</c> or <c>"80/tcp"</c>, in a list; or an object with such keys.</summary>
    public JsonElement? ExposedPorts { get; init; }

    /// <summary>Bytes.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Microseconds per 100 ms: 50000 is half a core.</summary>
    public long? CpuQuota { get; init; }

    /// <summary>Only <c>unless-stopped</c> or <c>always</c>: what serves is kept running.</summary>
    public string? RestartPolicy { get; init; }

    internal bool TryRead(out Read read, out Problem? fault)
    {
        var faults = new InputFaults();
        var variables = ReadEnv(faults);
        var port = ReadPort(faults);
        Slug slug = default;
        if (!string.IsNullOrWhiteSpace(Name) && !Slug.TryMake(Name, out slug, out var slugFault))
            faults.Add("name", slugFault);
        if (string.IsNullOrWhiteSpace(Image))
            faults.Add("image", "is required");
        ImageReference? reference = null;
        if (!string.IsNullOrWhiteSpace(Image) && !ImageReference.TryParse(Image, out reference, out var imageFault))
            faults.Add("image", imageFault);
        if (RestartPolicy is not (null or "" or "unless-stopped" or "always"))
            faults.Add("restart_policy", "must be unless-stopped or always: what serves is kept running; for a command that ends use POST /api/v1/apps/{app}/runs");
        var app = new AppRequest { Name = Name, EnvVars = variables, Labels = Labels, ExposedPort = port, MemoryLimit = MemoryLimit, CpuQuota = CpuQuota };
        foreach (var (field, texts) in app.Faults(isNew: true))
        {
            foreach (var text in texts)
                faults.Add(field.Replace("env_vars", "env", StringComparison.Ordinal).Replace("exposed_port", "exposed_ports", StringComparison.Ordinal), text);
        }
        fault = faults.ToProblem();
        read = new Read(app, slug, reference!);
        return fault is null;
    }

    private Dictionary<string, string> ReadEnv(InputFaults faults)
    {
        var variables = new Dictionary<string, string>();
        switch (Env)
        {
            case null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined }:
                break;
            case { ValueKind: JsonValueKind.Object } map when map.EnumerateObject().All(pair => pair.Value.ValueKind == JsonValueKind.String):
                foreach (var pair in map.EnumerateObject())
                    variables[pair.Name] = pair.Value.GetString()!;
                break;
            case { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && item.GetString()!.Contains('=', StringComparison.Ordinal)):
                foreach (var pair in list.EnumerateArray().Select(item => item.GetString()!.Split('=', 2)))
                    variables[pair[0]] = pair[1];
                break;
            default:
                faults.Add("env", "must be an object of texts, or a list of \"KEY=value\"");
                break;
        }
        return variables;
    }

    private int? ReadPort(InputFaults faults)
    {
        var texts = ExposedPorts switch
        {
            { ValueKind: JsonValueKind.Object } map => map.EnumerateObject().Select(pair => pair.Name).ToList(),
            { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Select(item => item.ToString()).ToList(),
            null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => [],
            _ => ["?"],
        };
        if (texts.Count == 0)
            return null;
        var text = texts[0].EndsWith("/tcp", StringComparison.Ordinal) ? texts[0][..^4] : texts[0];
        if (texts.Count == 1 && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var port))
            return port;
        faults.Add("exposed_ports", "must hold one TCP port, such as [\"8080/tcp\"]: that one is routed");
        return null;
    }

    internal sealed record Read(AppRequest App, Slug Slug, ImageReference Image);
}
