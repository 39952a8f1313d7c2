using Seaworthy.Docker;

namespace Seaworthy.Testing.Docker;

/// <summary>An image: its names, settings and program. Used under the engine's lock.</summary>
internal sealed class FakeImage(string id, FakeProgram program, ImageConfig config, DateTimeOffset createdAt, long sizeBytes)
{
    public static ImageConfig EmptyConfig { get; } = new()
    {
        Environment = new Dictionary<string, string>(),
        Entrypoint = [],
        Command = [],
        ExposedPorts = [],
        HealthCheck = null,
        User = "",
        WorkingDirectory = "",
        Labels = new Dictionary<string, string>(),
        Volumes = [],
        StopSignal = null,
    };

    public string Id => id;

    public FakeProgram Program => program;

    public ImageConfig Config => config;

    /// <summary>Each <c>repository:tag</c>.</summary>
    public List<string> Tags { get; } = [];

    public List<string> Digests { get; } = [];

    /// <summary>The name in full: <c>app</c> means <c>app:latest</c>.</summary>
    public static string FullName(string reference) =>
        reference.Contains('@') || reference.LastIndexOf(':') > reference.LastIndexOf('/') ? reference : reference + ":latest";

    public bool IsNamed(string image) =>
        Tags.Contains(FullName(image)) || Digests.Contains(image) || IsId(image);

    /// <summary>By id, with or without <c>sha256:</c>, or the beginning of it.</summary>
    public bool IsId(string image)
    {
        var digits = image.StartsWith("sha256:", StringComparison.Ordinal) ? image[7..] : image;
        return digits.Length >= 6 && id.StartsWith("sha256:" + digits, StringComparison.Ordinal);
    }

    public ImageDetails Details() => new()
    {
        Id = id,
        Tags = [.. Tags],
        Digests = [.. Digests],
        CreatedAt = createdAt,
        SizeBytes = sizeBytes,
        Architecture = "amd64",
        Config = config,
    };

    public ImageSummary Summary() => new()
    {
        Id = id,
        Tags = [.. Tags],
        Digests = [.. Digests],
        CreatedAt = createdAt,
        SizeBytes = sizeBytes,
        Labels = config.Labels,
    };

    public ImageLayer Layer() => new(id, createdAt, "", "", sizeBytes, [.. Tags]);
}
