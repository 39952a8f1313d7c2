using System.Text.RegularExpressions;

namespace Seaworthy.Server.Apps;

/// <summary>What an app says about its builds.</summary>
internal static partial class BuildSettings
{
    /// <summary>A path inside the source, with slashes; "" removes it.</summary>
    public static string? PathFault(string path) => path switch
    {
        { Length: > 500 } => "is longer than 500 characters",
        _ when path.Any(char.IsControl) || path.Contains('\\', StringComparison.Ordinal) => "must not contain backslashes or control characters",
        _ when path.Split('/').Contains("..") => "must stay inside the source: .. is not allowed",
        _ when path.Split('/').Contains(".git") => "must not name the repository's own .git",
        _ => null,
    };

    /// <summary><c>./docker//Dockerfile</c> is <c>docker/Dockerfile</c>; null where nothing is left.</summary>
    public static string? NormalizePath(string path)
    {
        var normal = string.Join('/', path.Split('/').Where(part => part is not ("" or ".")));
        return normal.Length == 0 ? null : normal;
    }

    public static bool IsTarget(string target) => Target().IsMatch(target);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex Target();
}
