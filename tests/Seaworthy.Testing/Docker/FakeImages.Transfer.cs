using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Seaworthy.Docker;

namespace Seaworthy.Testing.Docker;

public sealed partial class FakeImages
{
    private readonly Dictionary<string, (FakeProgram Program, ImageConfig? Config)> registry = [];

    // What was saved once can be loaded again: the archive holds ids only.
    private readonly Dictionary<string, FakeImage> saved = [];

    /// <summary>Puts an image into the registries that this engine reaches, to be pulled.</summary>
    public void Publish(string reference, FakeBehaviour behaviour, ImageConfig? config = null)
    {
        lock (State.Gate)
            registry[FakeImage.FullName(reference)] = (_ => behaviour, config);
    }

    /// <summary>The archive is not looked into: the image's containers are <see cref="FakeBehaviour.Serving"/>.</summary>
    public Task<string> ImportAsync(Stream tar, ImageImport import, CancellationToken cancellationToken) =>
        Run("import", $"{import.Repository}:{import.Tag}", $"import image {import.Repository}:{import.Tag}", () =>
        {
            var image = New(_ => FakeBehaviour.Serving, import.Changes.Aggregate(FakeImage.EmptyConfig, FakeDockerfile.Apply));
            Name(image, $"{import.Repository}:{import.Tag}");
            Emit("import", image, image.Id);
            return image.Id;
        }, cancellationToken);

    public IAsyncEnumerable<ImageProgress> PullAsync(
        string image, RegistryCredentials? credentials, CancellationToken cancellationToken) =>
        Stream("pull", image, $"pull image {image}", token => Pull(image, token), cancellationToken);

    public Task<IReadOnlyList<string>> LoadAsync(Stream tar, CancellationToken cancellationToken) =>
        RunLong<IReadOnlyList<string>>("load", "", "load images", async () =>
        {
            using var reader = new StreamReader(tar);
            var lines = (await reader.ReadToEndAsync(cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            lock (State.Gate)
                return [.. lines.Select(line => line.Split(' ')).Select(parts => Load(parts[0], parts.ElementAtOrDefault(1)))];
        }, cancellationToken);

    public Task<Stream> SaveAsync(IReadOnlyList<string> images, CancellationToken cancellationToken) =>
        Run<Stream>("save", string.Join(", ", images), $"save {string.Join(", ", images)}", () =>
        {
            var archive = new StringBuilder();
            foreach (var name in images)
            {
                var image = State.GetImage(name);
                saved[image.Id] = image;
                archive.Append(image.Id).Append(' ').Append(image.IsId(name) ? "" : FakeImage.FullName(name)).Append('\n');
            }

            return new MemoryStream(Encoding.UTF8.GetBytes(archive.ToString()));
        }, cancellationToken);

    private string Load(string id, string? name)
    {
        var image = saved[id];
        if (!State.Images.Contains(image))
            State.Images.Add(image);
        if (string.IsNullOrEmpty(name))
            return id;
        Name(image, name);
        Emit("load", image, image.Id);
        return name;
    }

    private async IAsyncEnumerable<ImageProgress> Pull(string reference, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.WaitAsync(cancellationToken);
        var name = FakeImage.FullName(reference);
        yield return new ImageProgress(null, $"Pulling from {name}", null, null);
        lock (State.Gate)
        {
            if (!registry.TryGetValue(name, out var published))
                throw new DockerException($"pull image {reference}", HttpStatusCode.NotFound, $"manifest for {name} not found");
            if (State.FindImage(name) is null)
            {
                var image = New(published.Program, published.Config);
                Name(image, name);
                image.Digests.Add($"{name[..name.LastIndexOf(':')]}@{image.Id}");
                Emit("pull", image, name);
            }
        }

        yield return new ImageProgress(null, $"Status: Downloaded newer image for {name}", null, null);
    }
}
