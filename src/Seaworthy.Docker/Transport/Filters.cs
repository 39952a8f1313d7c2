using System.Text.Json;

namespace Seaworthy.Docker.Transport;

/// <summary>The engine's <c>filters</c> parameter: <c>{"label":["a=b"],"name":["x"]}</c>.</summary>
internal sealed class Filters
{
    private readonly Dictionary<string, IReadOnlyList<string>> values = [];

    /// <summary>Adds a filter, unless there is nothing to filter by.</summary>
    public Filters With(string name, params IReadOnlyList<string> wanted)
    {
        if (wanted.Count > 0)
            values[name] = wanted;
        return this;
    }

    /// <summary>Null if nothing is filtered.</summary>
    public string? ToJson() =>
        values.Count == 0 ? null : JsonSerializer.Serialize(values, EngineJson.Default.DictionaryStringIReadOnlyListString);
}
