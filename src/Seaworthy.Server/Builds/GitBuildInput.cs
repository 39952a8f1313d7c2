using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Builds;

/// <summary>What a request for a build of a repository says, checked.</summary>
internal sealed partial record GitBuildInput(GitUrl Url, GitRef Reference, SourcePath? BasePath, SourcePath? DockerfilePath, IReadOnlyDictionary<string, string> BuildArgs)
{
    private const int LongestValue = 10_000;

    /// <param name="urlField">How the request names the repository, and <paramref name="refField"/> the branch.</param>
    /// <param name="faults">All that is wrong, by field.</param>
    public static bool TryRead(
        GitBuildRequest request, string urlField, string refField, Actor actor, [NotNullWhen(true)] out GitBuildInput? input, out Dictionary<string, string[]> faults)
    {
        input = null;
        faults = [];
        if (!GitUrl.TryParse(request.RepoUrl, out var url, out var urlFault))
            faults[urlField] = [urlFault];
        else if (url.Transport == GitTransport.File && !actor.IsLocalRoot)
            faults[urlField] = ["is a path on the server: only its local administrator may build from it"];
        if (!GitRef.TryParse(request.Branch, out var reference, out var refFault))
            faults[refField] = [refFault];
        if (!SourcePath.TryParse(request.BasePath, out var basePath, out var baseFault))
            faults["base_path"] = [baseFault];
        if (!SourcePath.TryParse(request.DockerfilePath, out var dockerfile, out var dockerfileFault))
            faults["dockerfile_path"] = [dockerfileFault];
        var wrong = (request.BuildArgs ?? []).Where(argument => !ArgumentName().IsMatch(argument.Key) || argument.Value is null or { Length: > LongestValue } || argument.Value.Contains('\0', StringComparison.Ordinal)).ToList();
        if (wrong.Count > 0)
            faults["build_args"] = [.. wrong.Select(argument => $"has {argument.Key}: a name is letters, digits and underscores, a value a text of up to {LongestValue} characters")];
        if (faults.Count > 0)
            return false;
        input = new GitBuildInput(url!, reference!, OrNull(basePath!), OrNull(dockerfile!), request.BuildArgs ?? []);
        return true;
    }

    private static SourcePath? OrNull(SourcePath path) => path == SourcePath.Root ? null : path;

    // BUILDKIT_… steer the builder itself.
    [GeneratedRegex(@"^(?!BUILDKIT_)[A-Za-z_][A-Za-z0-9_]{0,99}\z")]
    private static partial Regex ArgumentName();
}
