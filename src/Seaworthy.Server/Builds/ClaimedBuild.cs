using System.Text.Json;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Builds;

/// <summary>A build in a worker's hands, with all that it needs to run.</summary>
internal sealed record ClaimedBuild
{
    /// <summary>The service of a build's only image.</summary>
    public const string OnlyService = "app";

    public required BuildId Id { get; init; }

    public required AppId AppId { get; init; }

    public required RevisionId RevisionId { get; init; }

    /// <summary>git, archive, upload or image.</summary>
    public required string Kind { get; init; }

    public required string Url { get; init; }

    public required string Ref { get; init; }

    public required string BasePath { get; init; }

    /// <summary>Set where an earlier attempt has resolved it: the same commit is built again.</summary>
    public string? Revision { get; init; }

    public byte[]? Credentials { get; init; }

    public Guid? DataKeyId { get; init; }

    public bool Submodules { get; init; }

    public bool Lfs { get; init; }

    public string? DockerfilePath { get; init; }

    public string? Target { get; init; }

    /// <summary>Variables for its steps, sealed.</summary>
    public byte[]? Secrets { get; init; }

    public Guid? SecretsKeyId { get; init; }

    public required string BuildArgs { get; init; }

    public required bool AllowLocalImage { get; init; }

    /// <summary>1, or 2 after an interruption.</summary>
    public required int Attempt { get; init; }

    /// <summary>Our own name for its image.</summary>
    public string Repository => BuildImage.RepositoryOf(AppId);

    public string Tag => BuildImage.TagOf(AppId, Id);

    public IReadOnlyDictionary<string, string> Arguments => JsonSerializer.Deserialize<Dictionary<string, string>>(BuildArgs)!;
}
