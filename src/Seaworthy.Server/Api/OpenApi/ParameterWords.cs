using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Seaworthy.Server.Api.OpenApi;

/// <summary>
/// Words and examples for parameters, by their names, since the same name means the same everywhere. Where it does not, the key begins with
/// the segment before it (<c>builds/id</c>) or the last one of the path (<c>rollback?release</c>). <c>[Description]</c> at the parameter wins.
/// </summary>
internal static class ParameterWords
{
    private const string AnId = "0199f3a2-7c1e-7b4a-9c55-2f6f0c3f8d11";

    private static readonly Dictionary<string, (string Words, JsonNode Example)> Known = new()
    {
        ["app"] = ("The app's id or slug.", "shop"),
        ["project"] = ("The project's id or name.", "default"),
        ["builds/id"] = ("The build's id.", AnId),
        ["deployments/id"] = ("The deployment's id.", AnId),
        ["tokens/id"] = ("The token's id.", AnId),
        ["registries/id"] = ("The id of the registry's credentials.", AnId),
        ["runs/id"] = ("The run's id.", AnId),
        ["containers/id"] = ("The id of the instance or of its container, or the container's name.", AnId),
        ["number"] = ("The release's number.", 3),
        ["host"] = ("The domain's host name.", "shop.example.com"),
        ["path_prefix"] = ("Which of the host's paths, where it has several.", "/api"),
        ["key"] = ("The variable's name.", "DATABASE_URL"),
        ["processes/name"] = ("The process's name.", "web"),
        ["volumes/name"] = ("The volume's name.", "data"),
        ["limit"] = ("How many at most, 1 to 200; 50 if left out.", 50),
        ["cursor"] = ("Where the page begins: from the Link header of the page before.", "MTI"),
        ["timestamps"] = ("Each line's time stands behind its instance.", true),
        ["tail"] = ("How many of the last lines, 0 to 5000; 100 if left out.", 100),
        ["follow"] = ("true: go on with new lines as they come.", true),
        ["logs?after"] = ("Only what follows this line: its number in a build's log, its id in a deployment's.", "120"),
        ["logs?limit"] = ("How many lines at most.", 1000),
        ["from"] = ("The release to compare from: its number.", "2"),
        ["to"] = ("The release to compare with: its number, or 'settings' for what a new release would be.", "settings"),
        ["status"] = ("Only those in this status.", "failed"),
        ["label"] = ("Only apps with this label: KEY=VALUE.", "team=web"),
        ["all"] = ("true: stopped ones too.", true),
        ["force"] = ("true: also while it runs.", true),
        ["timeout"] = ("Seconds that it may take to end before it is killed.", 10),
        ["process"] = ("The process: web if left out.", "web"),
        ["ordinal"] = ("Which instance of the process, from 1.", 1),
        ["dry_run"] = ("true: change nothing, answer with what would be done.", true),
        ["kind"] = ("plain, or secret: then the value is never shown again.", "secret"),
        ["scope"] = ("runtime, build or both.", "runtime"),
        ["replace"] = ("true: variables that are not in the text are removed.", true),
        ["ticket"] = ("A ticket from POST /api/v1/tickets, for browsers, which cannot send an Authorization header here.", "kJ3…"),
        ["Idempotency-Key"] = ("Any text of up to 200 characters: the same request with the same key is done once, and answered the same again.", "deploy-2026-01-31-1"),
        ["If-Match"] = ("The ETag that was read: answered 412 if it was changed since.", "\"7\""),
    };

    public static void Describe(OpenApiParameter parameter, string path)
    {
        if (Find(parameter, path) is { } known)
        {
            parameter.Description ??= known.Words;
            parameter.Example ??= known.Example.DeepClone();
        }
    }

    private static (string Words, JsonNode Example)? Find(OpenApiParameter parameter, string path)
    {
        // "api/v1/apps/{app}/builds/{id:guid}"
        var segments = Array.ConvertAll(path.Trim('/').Split('/'), segment => segment.Trim('{', '}').Split(':')[0]);
        var at = Array.LastIndexOf(segments, parameter.Name);
        var local = parameter.In == ParameterLocation.Path ? $"{(at > 0 ? segments[at - 1] : "")}/{parameter.Name}" : $"{segments[^1]}?{parameter.Name}";
        return Known.TryGetValue(local, out var known) || Known.TryGetValue(parameter.Name!, out known) ? known : null;
    }
}
