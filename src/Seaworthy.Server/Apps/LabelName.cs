using System.Text.RegularExpressions;

namespace Seaworthy.Server.Apps;

/// <summary>The key of a label: letters, digits, dots, dashes, slashes and underscores, 128 at most, and none that belongs to somebody.</summary>
public static partial class LabelName
{
    private static readonly string[] Reserved = ["seaworthy", "com.docker", "io.docker", "org.dockerproject"];

    /// <summary>Null where it may be used.</summary>
    public static string? Fault(string key)
    {
        if (key.Length > 128 || !Shape().IsMatch(key))
            return "is not a key for a label: letters, digits, '.', '-', '_' and '/', beginning and ending with a letter or digit";
        var owner = Array.Find(Reserved, prefix => key.Equals(prefix, StringComparison.OrdinalIgnoreCase) || key.StartsWith($"{prefix}.", StringComparison.OrdinalIgnoreCase));
        return owner is null ? null : $"is reserved: labels of '{owner}.' are set by {(owner == "seaworthy" ? "Seaworthy" : "Docker")} itself";
    }

    [GeneratedRegex(@"\A[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?\z")]
    private static partial Regex Shape();
}
