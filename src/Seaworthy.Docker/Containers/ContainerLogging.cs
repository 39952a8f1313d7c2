using System.Globalization;

namespace Seaworthy.Docker;

/// <summary>A log driver with its options.</summary>
public sealed record ContainerLogging(string Driver, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>The engine's <c>json-file</c> driver, rotated.</summary>
    public static ContainerLogging JsonFile(long maximumBytes, int files) => new("json-file", new Dictionary<string, string>
    {
        ["max-size"] = maximumBytes.ToString(CultureInfo.InvariantCulture),
        ["max-file"] = files.ToString(CultureInfo.InvariantCulture),
    });
}
