using System.Text.Json;
using System.Text.Json.Nodes;
using Seaworthy.Server.Apps;

namespace Seaworthy.Server.Releases;

/// <summary>What differs between two releases. Pure.</summary>
public static class ReleaseDiff
{
    /// <summary>Said of a secret whose value is another one.</summary>
    public const string ChangedSecret = $"{EnvironmentStore.Mask} (changed)";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Every difference, by path in the order of the alphabet; none where they are the same.</summary>
    public static IReadOnlyList<ReleaseChangeShape> Of(ReleaseContent from, ReleaseContent to) =>
        [.. Environment(from, to).Concat(Processes(from, to)).OrderBy(change => change.Path, StringComparer.Ordinal)];

    private static IEnumerable<ReleaseChangeShape> Environment(ReleaseContent from, ReleaseContent to)
    {
        foreach (var key in from.Environment.Keys.Union(to.Environment.Keys))
        {
            var before = from.Environment.GetValueOrDefault(key);
            var after = to.Environment.GetValueOrDefault(key);
            if (before == after)
                continue;
            // Secret on one side is secret: the other side may hold the same value in the clear.
            var isSecret = from.SecretKeys.Contains(key) || to.SecretKeys.Contains(key);
            yield return new ReleaseChangeShape(
                $"env.{key}", Show(before, isSecret ? EnvironmentStore.Mask : before), Show(after, isSecret ? before is null ? EnvironmentStore.Mask : ChangedSecret : after));
        }
    }

    private static IEnumerable<ReleaseChangeShape> Processes(ReleaseContent from, ReleaseContent to)
    {
        var before = from.Processes.ToDictionary(process => process.Name, Node);
        var after = to.Processes.ToDictionary(process => process.Name, Node);
        foreach (var name in before.Keys.Union(after.Keys))
        {
            if (!before.TryGetValue(name, out var old) || !after.TryGetValue(name, out var now))
            {
                // The whole process came or went.
                yield return new ReleaseChangeShape($"processes.{name}", before.GetValueOrDefault(name), after.GetValueOrDefault(name));
                continue;
            }
            foreach (var field in now.Select(pair => pair.Key).Where(field => !JsonNode.DeepEquals(old[field], now[field])))
                yield return new ReleaseChangeShape($"processes.{name}.{field}", old[field]?.DeepClone(), now[field]?.DeepClone());
        }
    }

    private static JsonObject Node(ReleaseProcess process)
    {
        var node = JsonSerializer.SerializeToNode(ReleaseProcessShape.From(process), Json)!.AsObject();
        node.Remove("name");
        return node;
    }

    private static JsonValue? Show(string? value, string? shown) => value is null ? null : JsonValue.Create(shown);
}

/// <param name="From">The number that was compared from.</param>
/// <param name="To">The number that was compared with, or <c>settings</c>.</param>
public sealed record ReleaseDiffShape(string From, string To, IReadOnlyList<ReleaseChangeShape> Changes);

/// <param name="Path"><c>env.KEY</c>, <c>processes.web.command</c>; <c>processes.worker</c> for one that came or went.</param>
/// <param name="From">Null: it was not there. Secret values are masked.</param>
/// <param name="To">Null: it is not there.</param>
public sealed record ReleaseChangeShape(string Path, JsonNode? From, JsonNode? To);
