using System.Runtime.CompilerServices;
using System.Text.Json;
using Seaworthy.Docker.Transport;

namespace Seaworthy.Docker;

internal sealed partial class Images
{
    private static readonly string[] LoadedWords = ["Loaded image ID: ", "Loaded image: "];

    public async Task<string> ImportAsync(Stream tar, ImageImport import, CancellationToken cancellationToken)
    {
        var path = EnginePath.Of("images", "create")
            .With("fromSrc", "-").With("repo", import.Repository).With("tag", import.Tag);
        foreach (var change in import.Changes)
            path.With("changes", change);
        var request = EngineRequest.Post($"import image {import.Repository}:{import.Tag}", path).WithTar(tar);
        await using var body = await transport.OpenAsync(request, cancellationToken);

        string? id = null;
        await foreach (var progress in body.ReadProgressAsync(cancellationToken))
        {
            if (progress.Status?.StartsWith("sha256:", StringComparison.Ordinal) == true)
                id = progress.Status;
        }

        return id ?? throw new DockerException(request.Operation, null, "the engine did not name the new image");
    }

    public async IAsyncEnumerable<ImageProgress> PullAsync(
        string image, RegistryCredentials? credentials, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reference = ImageReference.Parse(image);
        var path = EnginePath.Of("images", "create").With("fromImage", reference.Repository).With("tag", reference.TagOrDigest);
        var request = EngineRequest.Post($"pull image {image}", path) with { RegistryAuth = ToHeader(credentials) };
        await using var body = await transport.OpenAsync(request, cancellationToken);
        await foreach (var progress in body.ReadProgressAsync(cancellationToken))
            yield return new ImageProgress(progress.Id, progress.Status ?? "", progress.Detail?.Current, progress.Detail?.Total);
    }

    public async Task<IReadOnlyList<string>> LoadAsync(Stream tar, CancellationToken cancellationToken)
    {
        var request = EngineRequest.Post("load images", EnginePath.Of("images", "load").With("quiet", true)).WithTar(tar);
        await using var body = await transport.OpenAsync(request, cancellationToken);

        var loaded = new List<string>();
        await foreach (var progress in body.ReadProgressAsync(cancellationToken))
        {
            // "Loaded image: app:1\n" or "Loaded image ID: sha256:…\n"
            if (LoadedWords.FirstOrDefault(words => progress.Stream?.StartsWith(words, StringComparison.Ordinal) == true) is { } words)
                loaded.Add(progress.Stream![words.Length..].Trim());
        }

        return loaded;
    }

    public async Task<Stream> SaveAsync(IReadOnlyList<string> images, CancellationToken cancellationToken)
    {
        var path = EnginePath.Of("images", "get");
        foreach (var image in images)
            path.With("names", image);
        return await transport.OpenAsync(EngineRequest.Get($"save {string.Join(", ", images)}", path), cancellationToken);
    }

    /// <summary>The engine wants base64 for URLs, but padded: of anything else it says nothing and pulls as a stranger.</summary>
    private static string? ToHeader(RegistryCredentials? credentials) => credentials is null
        ? null
        : Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(
            new RegistryAuthWire(credentials.Username, credentials.Password, credentials.Server), EngineJson.Default.RegistryAuthWire)).Replace('+', '-').Replace('/', '_');
}
