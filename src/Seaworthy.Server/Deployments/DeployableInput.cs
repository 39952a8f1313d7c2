using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Deployments;

/// <summary>Reads from a request what it wants to be deployed; nothing is made before all of it is understood.</summary>
public sealed class DeployableInput(WhatToDeploy what, AppSources sources)
{
    internal const string TriggerFault = "must be api, cli, dashboard or sample";

    internal static bool IsTrigger(string? trigger) => trigger is null or "api" or "cli" or "dashboard" or "sample";

    internal static void RequireReplicas(int? replicas, InputFaults faults) =>
        faults.Require(replicas is null or (>= 0 and <= AppLimits.MostReplicas), "replicas", $"must be between 0 and {AppLimits.MostReplicas}");

    public async Task<(Deployable? What, Problem? Fault)> FromRequestAsync(App app, DeploymentRequest request, Actor actor, CancellationToken ct)
    {
        var faults = new InputFaults();
        faults.Require(
            new object?[] { request.Git, request.Archive, request.ImageId, request.BuildId }.Count(source => source is not null) <= 1,
            "git", "or archive or image_id or build_id: at most one of them can be deployed");
        RequireReplicas(request.Replicas, faults);
        faults.Require(IsTrigger(request.Trigger), "trigger", TriggerFault);
        if (faults.ToProblem() is { } problem)
            return (null, problem);
        return request switch
        {
            { Git: { } git } => Source(faults, Git(git, actor, faults)),
            { Archive: { } archive } => Source(faults, Archive(archive, actor, faults)),
            { BuildId: { } build } => await FromImageAsync(app, build.ToString(), "build_id", actor, ct),
            { ImageId: { } image } => await FromImageAsync(app, image, "image_id", actor, ct),
            _ => await FromAppAsync(app, actor, ct),
        };
    }

    /// <summary>This app's own builds first; any other name is a registry's, never what the engine happens to have of somebody else's.</summary>
    public async Task<(Deployable? What, Problem? Fault)> FromImageAsync(App app, string image, string field, Actor actor, CancellationToken ct)
    {
        if (await what.FindBuildAsync(app.Id, image, ct) is { } build)
            return (new Deployable.Built(build), null);
        if (Guid.TryParse(image, out _) || image.StartsWith("sha256:", StringComparison.Ordinal))
            return (null, Problem.Invalid(field, "names no build of this app"));
        var faults = new InputFaults();
        return Source(faults, (new SourceInput(actor, faults).Image(image, field, null, null), BuildOverrides.None));
    }

    private async Task<(Deployable? What, Problem? Fault)> FromAppAsync(App app, Actor actor, CancellationToken ct)
    {
        if (await sources.SpecAsync(app.Id, actor.IsLocalRoot, ct) is { } spec)
            return (new Deployable.Source(spec, BuildOverrides.None), null);
        return (null, Problem.Invalid("git", "or archive, image_id or build_id is required, since the app has no source of its own: PUT /api/v1/apps/{app}/source sets one"));
    }

    private static (SourceSpec?, BuildOverrides) Git(GitSource git, Actor actor, InputFaults faults)
    {
        var input = new SourceInput(actor, faults, "git.");
        var spec = input.Git(git.RepoUrl, "repo_url", git.Branch, "branch", git.BasePath, git.Submodules, git.Lfs, git.Username, git.Password);
        return (spec, BuildOverridesInput.Read(git.DockerfilePath, git.Target, git.BuildArgs, input, faults, "git."));
    }

    private static (SourceSpec?, BuildOverrides) Archive(ArchiveSource archive, Actor actor, InputFaults faults)
    {
        var input = new SourceInput(actor, faults, "archive.");
        var spec = input.Archive(archive.Url, "url", archive.BasePath, archive.Username, archive.Password);
        return (spec, BuildOverridesInput.Read(archive.DockerfilePath, archive.Target, archive.BuildArgs, input, faults, "archive."));
    }

    private static (Deployable? What, Problem? Fault) Source(InputFaults faults, (SourceSpec? Spec, BuildOverrides Overrides) read) =>
        faults.ToProblem() is { } problem ? (null, problem) : (new Deployable.Source(read.Spec!, read.Overrides), null);
}
