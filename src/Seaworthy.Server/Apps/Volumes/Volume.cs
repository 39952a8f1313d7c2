using System.Text.RegularExpressions;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Apps.Volumes;

/// <summary>Room for files that outlive releases, mounted in one or more processes: a row of <c>volumes</c> and one of <c>volume_mounts</c>.</summary>
public sealed partial record Volume
{
    /// <summary>How long its content is kept when it, or its app, was deleted.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public required VolumeId Id { get; init; }

    /// <summary>As the app calls it; unique in the app.</summary>
    public required string Name { get; init; }

    /// <summary>Several processes and replicas may use it at once; else one instance alone.</summary>
    public required bool Shared { get; init; }

    public string Process { get; init; } = ProcessName.Web;

    /// <summary>Where it is in the container.</summary>
    public required string Path { get; init; }

    public bool ReadOnly { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The engine's name of it: from the id, so that no two apps, and no two lives of one name, ever meet.</summary>
    public string EngineName => EngineNameOf(Id);

    public static string EngineNameOf(VolumeId id) => $"sea-volume-{id.Value:n}";

    public static bool IsName(string name) => Shape().IsMatch(name);

    /// <summary>Reads an absolute path of a container: <c>/data//files/</c> is <c>/data/files</c>.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? ParsePath(string? text, out string path)
    {
        path = "";
        if (string.IsNullOrEmpty(text))
            return "is required: where the volume is mounted in the container, such as /data";
        if (!text.StartsWith('/') || text.Length > 500 || text.Any(char.IsControl))
            return "must be an absolute path, such as /data";
        var parts = text.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Any(part => part is "." or ".."))
            return "must not hold . or ..";
        if (parts is [] or ["proc" or "sys" or "dev", ..])
            return "must not be the root, nor in /proc, /sys or /dev";
        path = "/" + string.Join('/', parts);
        return null;
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]{0,39}\z")]
    private static partial Regex Shape();
}
