using System.Text.Json;
using Seaworthy.Docker;
using Seaworthy.Server.Platform.Secrets;
using Seaworthy.Server.Sources;
using Seaworthy.Server.Sources.Registries;
using ImageReference = Seaworthy.Server.Sources.ImageReference;

namespace Seaworthy.Server.Builds;

/// <summary>A build whose source is an image: it is pulled, pinned to its digest and given a name of ours that keeps it.</summary>
internal sealed class ImageBuild(IDockerEngine engine, RegistryLogins logins, DataKeys keys, BuildQueueStore store)
{
    /// <exception cref="BuildFailedException">The image cannot be had.</exception>
    public async Task<BuildResult> RunAsync(ClaimedBuild build, BuildOutput output, CancellationToken ct)
    {
        if (!ImageReference.TryParse(build.Url, out var reference, out var error))
            throw new BuildFailedException($"The stored image {build.Url} {error}.");
        await store.RecordPackAsync(build.Id, "image", ct);
        var credentials = await logins.FindAsync(build.AppId, reference, await OwnAsync(build, ct), ct);
        using var alone = await PulledName.HoldAsync(engine, reference, ct);
        await PullAsync(reference, credentials, build.AllowLocalImage, output, ct);
        var image = await engine.Images.InspectAsync(reference.Text, ct)
            ?? throw new BuildFailedException($"The image {reference} was pulled, and then removed by somebody.");

        var digest = image.Digests.FirstOrDefault(name => name.StartsWith($"{reference.Repository}@", StringComparison.Ordinal));
        await store.RecordRevisionAsync(build.RevisionId, digest?.Split('@')[1] ?? image.Id, "", "", ct);
        await engine.Images.TagAsync(image.Id, build.Repository, build.Id.ToString(), ct);
        await alone.ForgetAsync(ct);
        await output.NoteAsync($"Using {digest ?? image.Id}.");
        return new BuildResult(
            "image",
            [new BuildImage { Service = ClaimedBuild.OnlyService, ImageId = image.Id, Tag = build.Tag, Digest = digest, SizeBytes = image.SizeBytes }],
            [new BuildProcess { Name = "web", Kind = "service", Service = ClaimedBuild.OnlyService }]);
    }

    /// <summary>Credentials that came with the image's name.</summary>
    private async Task<SourceCredentials?> OwnAsync(ClaimedBuild build, CancellationToken ct) => build.Credentials is null || build.DataKeyId is null
        ? null
        : JsonSerializer.Deserialize<SourceCredentials>(await keys.OpenAsync(new Sealed(build.Credentials, build.DataKeyId.Value), RequestBuild.CredentialsContext(build.RevisionId), ct));

    private async Task PullAsync(ImageReference reference, RegistryCredentials? credentials, bool allowLocal, BuildOutput output, CancellationToken ct)
    {
        // A digest names one content for ever: nothing newer can be pulled. Others ask the registry all the same, which knows who may have it.
        if (allowLocal && reference.Digest is not null && await engine.Images.InspectAsync(reference.Text, ct) is not null)
        {
            await output.NoteAsync($"{reference} is here already.");
            return;
        }
        await output.NoteAsync(credentials is null ? $"Pulling {reference}" : $"Pulling {reference} as {credentials.Username}");
        try
        {
            var told = new Dictionary<string, string>();
            await foreach (var progress in engine.Images.PullAsync(reference.Text, credentials, ct))
            {
                // "Downloading" comes again for each portion: once per layer is enough to see it go on.
                var layer = progress.Layer ?? "";
                if (told.GetValueOrDefault(layer) == progress.Status)
                    continue;
                told[layer] = progress.Status;
                await output.NoteAsync(layer.Length == 0 ? progress.Status : $"{layer} {progress.Status}");
            }
        }
        catch (DockerException e)
        {
            if (!allowLocal || await engine.Images.InspectAsync(reference.Text, ct) is null)
                throw new BuildFailedException($"The image {reference} cannot be pulled: {e.EngineMessage}");
            await output.NoteAsync($"It cannot be pulled ({e.EngineMessage}): using the image of that name that this machine has.");
        }
    }
}
