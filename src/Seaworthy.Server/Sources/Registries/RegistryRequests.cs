using Seaworthy.Server.Api;

namespace Seaworthy.Server.Sources.Registries;

/// <summary>Who the organization is to a registry. The same registry again replaces what was there.</summary>
/// <param name="Registry">Its host, with a port where it has one: ghcr.io, registry.example:5000; docker.io for Docker Hub.</param>
/// <param name="Password">A password or token; it is never shown again.</param>
public sealed record RegistryRequest(string? Registry, string? Username, string? Password)
{
    private const int Longest = 5000;

    internal bool TryRead(out RegistryHost host, out SourceCredentials credentials, out InputFaults faults)
    {
        faults = new InputFaults();
        if (!RegistryHost.TryParse(Registry, out var parsed, out var error))
            faults.Require(false, "registry", error);
        // A colon would end the name in the header that it is sent in.
        faults.Require(Username is { Length: > 0 and <= 255 } && !Username.Any(letter => char.IsControl(letter) || letter == ':'), "username", "must be 1 to 255 characters, without a colon");
        faults.Require(Password is { Length: > 0 and <= Longest } && !Password.Any(char.IsControl), "password", $"must be 1 to {Longest} characters on one line");
        host = parsed!;
        credentials = new SourceCredentials(Username ?? "", Password ?? "");
        return faults.ToProblem() is null;
    }

    public override string ToString() => $"{Username} at {Registry}";
}

/// <summary>Credentials for a registry, without the password.</summary>
public sealed record RegistryShape(Guid Id, string Registry, string Username, DateTimeOffset CreatedAt)
{
    internal static RegistryShape From(Registry registry) => new(registry.Id.Value, registry.Host, registry.Username, registry.CreatedAt);
}
