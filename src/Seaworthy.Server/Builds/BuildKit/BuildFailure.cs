using System.Globalization;
using System.Text.RegularExpressions;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Builds.BuildKit;

/// <summary>Says in plain words why a build failed: the step, the line of the Dockerfile and the tail of the output.</summary>
internal static partial class BuildFailure
{
    private const int Killed = 137;

    /// <param name="failed">The step that BuildKit names, if any: a faulty Dockerfile has none.</param>
    /// <param name="text">What buildx printed beside its messages.</param>
    public static BuildFailedException Explain(FailedStep? failed, IReadOnlyList<string> text, BuildLimits limits)
    {
        var line = text.Select(item => SourceLine().Match(item)).FirstOrDefault(match => match.Success) is { } at
            ? int.Parse(at.Groups["line"].Value, CultureInfo.InvariantCulture) : (int?)null;
        var marked = text.Select(item => MarkedLine().Match(item)).FirstOrDefault(match => match.Success)?.Groups["instruction"].Value;
        var error = text.LastOrDefault(item => item.StartsWith("ERROR: ", StringComparison.Ordinal))?["ERROR: ".Length..] ?? failed?.Error ?? string.Join('\n', text.TakeLast(5));
        var step = marked ?? (failed is null ? null : StepNumber().Replace(failed.Name, ""));
        var where = (step, line) switch
        {
            (not null, not null) => $"Line {line} of the Dockerfile, {Short(step)}, ",
            (not null, null) => $"The step {Short(step)} ",
            _ => "The build ",
        };
        var message = where + Reason(error, limits);
        if (failed is { Tail.Count: > 0 })
            message += $"\nIts last lines:\n{TerminalText.Plain(string.Join('\n', failed.Tail))}";
        return new BuildFailedException(message) { Step = step, Line = line };
    }

    private static string Reason(string error, BuildLimits limits)
    {
        if (ExitCode().Match(error) is { Success: true } exit)
        {
            var code = int.Parse(exit.Groups["code"].Value, CultureInfo.InvariantCulture);
            return code == Killed
                ? $"was killed (exit code 137), most likely because it needed more than the {limits.MemoryBytes / (1024 * 1024)} MB that a build may use."
                : $"ended with exit code {code}.";
        }
        if (ParseError().Match(error) is { Success: true } parse)
            return $"cannot be read: {parse.Groups["what"].Value}.";
        if (BaseImage().Match(error) is { Success: true } image)
            return $"needs the image {image.Groups["image"].Value}, which cannot be had: {image.Groups["why"].Value}";
        if (Missing().Match(error) is { Success: true } missing)
            return $"needs {missing.Groups["path"].Value}, which is not in the source (or is excluded by .dockerignore).";
        return $"failed: {Prefixes().Replace(error, "")}";
    }

    private static string Short(string step)
    {
        var first = step.Split('\n')[0];
        return first.Length <= 100 ? first : $"{first[..100]}…";
    }

    [GeneratedRegex(@"^[^\s:]+:(?<line>\d+)$")]
    private static partial Regex SourceLine();

    [GeneratedRegex(@"^\s*\d+ \| >>> (?<instruction>.*\S)\s*$")]
    private static partial Regex MarkedLine();

    [GeneratedRegex(@"^\[[^\]]*\]\s*")]
    private static partial Regex StepNumber();

    [GeneratedRegex(@"did not complete successfully: exit code: (?<code>\d+)")]
    private static partial Regex ExitCode();

    [GeneratedRegex(@"dockerfile parse error on line \d+: (?<what>.*)$")]
    private static partial Regex ParseError();

    [GeneratedRegex(@"(?<image>\S+): failed to resolve source metadata for \S+: (?<why>.*)$")]
    private static partial Regex BaseImage();

    [GeneratedRegex("""failed to (?:compute cache key|calculate checksum).*?"?(?<path>/[^":]*)"?: not found""")]
    private static partial Regex Missing();

    [GeneratedRegex(@"^(failed to solve: |failed to process ""[^""]*"": )+")]
    private static partial Regex Prefixes();
}
