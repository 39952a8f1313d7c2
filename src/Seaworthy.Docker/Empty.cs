using System.Collections.ObjectModel;

namespace Seaworthy.Docker;

internal static class Empty
{
    public static IReadOnlyDictionary<string, string> Map { get; } = ReadOnlyDictionary<string, string>.Empty;
}
