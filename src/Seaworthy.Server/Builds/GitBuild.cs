using System.Text.Json;
using Seaworthy.Docker;
using Seaworthy.Packs;
using Seaworthy.Server.Builds.BuildKit;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Processes;
using Seaworthy.Server.Platform.Secrets;
using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Builds;

/// <summary>A build of a Git repository: resolve, check out, find out how, build.</summary>
internal sealed class GitBuild(
    PlatformOptions platform, UnprivilegedUser unprivileged, GitRepository git, DataKeys keys, StaticImage staticImage, Buildx buildx, IDockerEngine engine, BuildQueueStore store)
{
    /// <exception cref="BuildFailedException">The source cannot be built.</exception>
    /// <exception cref="SourceUnavailableException">The source cannot be had.</exception>
    public async Task<BuildResult> RunAsync(ClaimedBuild build, BuildOutput output, CancellationToken ct)
    {
        var workspace = Workspace.Create(
            Path.Combine(platform.WorkDirectory, "builds", build.Id.ToString()), await unprivileged.GetAsync(ct), session => store.RecordSessionAsync(build.Id, session));
        try
        {
            return await BuildAsync(build, workspace, output, ct);
        }
        finally
        {
            workspace.Remove();
        }
    }

    private async Task<BuildResult> BuildAsync(ClaimedBuild build, Workspace workspace, BuildOutput output, CancellationToken ct)
    {
        var commit = await CheckoutAsync(build, workspace, output, ct);
        var tree = await git.TreeAsync(commit.Id, workspace, ct);
        var plan = await PackDetector.DetectAsync(tree, new PackRequest { BasePath = build.BasePath, DockerfilePath = build.DockerfilePath }) switch
        {
            Detection.Found found => found.Plan,
            Detection.NotFound nothing => throw new BuildFailedException(nothing.Message),
            var other => throw new InvalidOperationException($"Unknown detection {other}."),
        };
        foreach (var reason in plan.Reasons)
            await output.NoteAsync($"Building with the {plan.Pack} pack: {reason}.");
        await store.RecordPackAsync(build.Id, plan.Pack, ct);

        if (plan.Generated is not null)
            await staticImage.EnsureAsync(output, ct);
        var dockerfile = plan.Generated is null ? Path.Combine(workspace.Source, plan.DockerfilePath!) : await WriteAsync(plan.Generated, workspace, ct);
        var request = new BuildxRequest(build.Id, build.AppId, build.Tag, dockerfile, Path.Combine(workspace.Source, plan.ContextPath), build.Arguments);
        var imageId = await buildx.BuildAsync(request, workspace, output, ct);
        var image = await engine.Images.InspectAsync(imageId, ct) ?? throw new BuildFailedException("The image was built, and then removed by somebody.");
        await output.NoteAsync($"Built {build.Tag} ({image.SizeBytes / 1_000_000.0:0.0} MB).");
        return new BuildResult(
            plan.Pack,
            [new BuildImage { Service = ClaimedBuild.OnlyService, ImageId = image.Id, Tag = build.Tag, SizeBytes = image.SizeBytes }],
            [.. plan.Processes.Select(Process)]);
    }

    private async Task<GitCommit> CheckoutAsync(ClaimedBuild build, Workspace workspace, BuildOutput output, CancellationToken ct)
    {
        var url = await UrlAsync(build, ct);
        if (!GitRef.TryParse(build.Ref, out var reference, out var error))
            throw new BuildFailedException($"The stored name {build.Ref} {error}.");
        var id = build.Revision ?? await git.ResolveAsync(url, reference, workspace, ct);
        await store.RecordRevisionAsync(build.RevisionId, id, "", "", ct);
        await output.NoteAsync($"Fetching {id} ({reference}) from {url}");
        var commit = await git.CheckoutAsync(url, reference, id, workspace, ct);
        await store.RecordCommitAsync(build.RevisionId, commit, ct);
        await output.NoteAsync($"Checked out {commit.Id[..12]} \"{commit.Message}\" by {commit.Author}");
        return commit;
    }

    private async Task<GitUrl> UrlAsync(ClaimedBuild build, CancellationToken ct)
    {
        if (!GitUrl.TryParse(build.Url, out var url, out var error))
            throw new BuildFailedException($"The stored address {build.Url} {error}.");
        if (build.Credentials is null || build.DataKeyId is null)
            return url;
        var plain = await keys.OpenAsync(new Sealed(build.Credentials, build.DataKeyId.Value), RequestBuild.CredentialsContext(build.RevisionId), ct);
        return url.With(JsonSerializer.Deserialize<GitCredentials>(plain));
    }

    /// <summary>Beside the source, not in it: buildx takes <c>X.dockerignore</c> for a Dockerfile <c>X</c>.</summary>
    private static async Task<string> WriteAsync(GeneratedFiles generated, Workspace workspace, CancellationToken ct)
    {
        var path = Path.Combine(workspace.Generated, "Dockerfile");
        await File.WriteAllTextAsync(path, generated.Dockerfile, ct);
        await File.WriteAllTextAsync($"{path}.dockerignore", generated.DockerIgnore, ct);
        return path;
    }

    private static BuildProcess Process(PlannedProcess process) => new()
    {
        Name = process.Name,
        Kind = process.Kind == PlannedProcessKind.Release ? "release" : "service",
        Service = ClaimedBuild.OnlyService,
        Command = process.Command,
    };
}
