using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Seaworthy.Server.Sources.Registries;

/// <summary>A container registry as names of images begin with it: <c>ghcr.io</c>, <c>registry.example:5000</c>; Docker Hub is <c>docker.io</c>.</summary>
public sealed partial record RegistryHost
{
    private const string Hub = "docker.io";

    /// <summary>Where clients of Docker Hub keep its credentials.</summary>
    private const string HubKey = "https://index.docker.io/v1/";
    private static readonly HashSet<string> HubNames = [Hub, "index.docker.io", "registry-1.docker.io", "hub.docker.com"];

    private RegistryHost(string text) => Text = text;

    public static RegistryHost DockerHub { get; } = new(Hub);

    public string Text { get; }

    /// <summary>What the engine's API calls it: null is Docker Hub.</summary>
    public string? Server => Text == Hub ? null : Text;

    /// <summary>What it is called in Docker's <c>config.json</c>.</summary>
    public string ConfigurationKey => Text == Hub ? HubKey : Text;

    /// <summary>Reads what a person wrote.</summary>
    /// <param name="error">A sentence for that person, when the result is false.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RegistryHost? host, [NotNullWhen(false)] out string? error)
    {
        host = null;
        var name = text?.ToLowerInvariant() ?? "";
        error = name switch
        {
            "" => "is required",
            { Length: > 255 } => "is longer than 255 characters",
            _ when name.Contains('/', StringComparison.Ordinal) => "must be the registry's host alone, without https:// and without a path: ghcr.io",
            _ when Form().Match(name) is not { Success: true } form => "is not a host such as ghcr.io or registry.example:5000",
            _ when Form().Match(name).Groups["port"] is { Success: true, Value: var port } && int.Parse(port, CultureInfo.InvariantCulture) is 0 or > 65_535 => "has a port that does not exist",
            // Such a name at the beginning of an image would be taken for a user of Docker Hub.
            _ when !name.Contains('.', StringComparison.Ordinal) && !name.Contains(':', StringComparison.Ordinal) && name != "localhost" => "must have a dot or a port, as ghcr.io and registry:5000 have",
            _ => null,
        };
        if (error is null)
            host = HubNames.Contains(name) ? DockerHub : new RegistryHost(name);
        return error is null;
    }

    /// <summary>Where an image comes from.</summary>
    public static RegistryHost Of(ImageReference image)
    {
        var first = image.Repository.Split('/', 2) is [var before, _] ? before : "";
        return (first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            && TryParse(first, out var host, out _) ? host : DockerHub;
    }

    public override string ToString() => Text;

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:(?<port>[0-9]{1,5}))?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
