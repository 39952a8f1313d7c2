using System.Text.RegularExpressions;
using Seaworthy.Server.Api;
using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Builds;

/// <summary>Reads what a request says about its build, whichever endpoint it came to.</summary>
internal static partial class BuildOverridesInput
{
    private const int LongestValue = 10_000;

    /// <summary>Reads what a request says; all faults are added by its field names.</summary>
    public static BuildOverrides Read(string? dockerfilePath, string? target, Dictionary<string, string>? arguments, SourceInput input, InputFaults faults, string prefix = "")
    {
        var dockerfile = input.Path(dockerfilePath, "dockerfile_path");
        faults.Require(target is null || Stage().IsMatch(target), $"{prefix}target", "is not the name of a stage: letters, digits, dots, dashes and underscores");
        foreach (var (name, value) in arguments ?? [])
            faults.Require(
                ArgumentName().IsMatch(name) && value is { Length: <= LongestValue } && !value.Contains('\0', StringComparison.Ordinal),
                $"{prefix}build_args", $"has {name}: a name is letters, digits and underscores, a value a text of up to {LongestValue} characters");
        return new BuildOverrides { DockerfilePath = dockerfile, Target = target, Arguments = arguments ?? [] };
    }

    // BUILDKIT_… steer the builder itself.
    [GeneratedRegex(@"^(?!BUILDKIT_)[A-Za-z_][A-Za-z0-9_]{0,99}\z")]
    private static partial Regex ArgumentName();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex Stage();
}
