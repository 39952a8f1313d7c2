using System.Text.Json;
using Seaworthy.Docker;
using Seaworthy.Packs;
using Seaworthy.Server.Builds.BuildKit;
using Seaworthy.Server.Platform.Secrets;
using Seaworthy.Server.Sources;
using Seaworthy.Server.Sources.Registries;

namespace Seaworthy.Server.Builds;

/// <summary>Makes an image of files that lie in a workspace, wherever they came from: find out how, build.</summary>
internal sealed class SourceBuild(StaticImage staticImage, Buildx buildx, RegistryLogins logins, DataKeys keys, IDockerEngine engine, BuildQueueStore store)
{
    /// <exception cref="BuildFailedException">The source cannot be built.</exception>
    public async Task<BuildResult> RunAsync(ClaimedBuild build, Workspace workspace, ISourceTree tree, BuildOutput output, CancellationToken ct)
    {
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
        var request = new BuildxRequest(build.Id, build.AppId, build.Tag, dockerfile, Path.Combine(workspace.Source, plan.ContextPath), build.Arguments)
        {
            Target = plan.Generated is null ? build.Target : null,
            Secrets = await SecretsAsync(build, ct),
        };
        await logins.WriteAsync(build.AppId, workspace, ct);
        var imageId = await buildx.BuildAsync(request, workspace, output, ct);
        var image = await engine.Images.InspectAsync(imageId, ct) ?? throw new BuildFailedException("The image was built, and then removed by somebody.");
        await output.NoteAsync($"Built {build.Tag} ({image.SizeBytes / 1_000_000.0:0.0} MB).");
        return new BuildResult(
            plan.Pack,
            [new BuildImage { Service = ClaimedBuild.OnlyService, ImageId = image.Id, Tag = build.Tag, SizeBytes = image.SizeBytes }],
            [.. plan.Processes.Select(Process)]);
    }

    private async Task<IReadOnlyDictionary<string, string>> SecretsAsync(ClaimedBuild build, CancellationToken ct)
    {
        if (build.Secrets is null || build.SecretsKeyId is null)
            return new Dictionary<string, string>();
        var plain = await keys.OpenAsync(new Sealed(build.Secrets, build.SecretsKeyId.Value), RequestBuild.SecretsContext(build.Id), ct);
        return JsonSerializer.Deserialize<Dictionary<string, string>>(plain)!;
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
