namespace Seaworthy.Docker;

/// <summary>One step of a pull.</summary>
/// <param name="Layer">The layer's short id; null for the image as a whole.</param>
/// <param name="Status">For people: <c>Downloading</c>, <c>Pull complete</c> …</param>
/// <param name="CurrentBytes">Of <paramref name="TotalBytes"/>; both null where there is nothing to count.</param>
public sealed record ImageProgress(string? Layer, string Status, long? CurrentBytes, long? TotalBytes);

/// <summary>Who we are to a registry. It is sent to the engine with one call and kept nowhere.</summary>
/// <param name="Server">The registry's host; null: Docker Hub.</param>
public sealed record RegistryCredentials(string Username, string Password, string? Server)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => $"{Username} at {Server ?? "Docker Hub"}";
}

/// <param name="Id">Null for a layer that was built elsewhere.</param>
/// <param name="CreatedBy">The instruction; it may hold build arguments.</param>
public sealed record ImageLayer(
    string? Id, DateTimeOffset CreatedAt, string CreatedBy, string Comment, long SizeBytes, IReadOnlyList<string> Tags);
