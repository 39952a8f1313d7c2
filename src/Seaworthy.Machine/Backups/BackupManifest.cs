using System.Text.Json.Serialization;

namespace Seaworthy.Machine.Backups;

/// <summary>The first entry of a backup: what it is, and what every other entry must be like.</summary>
/// <param name="Format">Of the archive; a reader refuses one that it does not know.</param>
/// <param name="Version">Of the Seaworthy that made it.</param>
/// <param name="Schema">The newest migration in the dump.</param>
/// <param name="Home">The data directory that it was made of.</param>
/// <param name="Parts">Every file, in the order of the archive.</param>
public sealed record BackupManifest(
    int Format, string Version, int Schema, DateTimeOffset CreatedAt, Guid Installation, string Host, string Home, IReadOnlyList<BackupPart> Parts)
{
    public const int CurrentFormat = 1;
    public const string Name = "manifest.json";

    /// <summary>The dump of the database, in pg_dump's custom format.</summary>
    public const string Dump = "database.dump";
}

/// <summary>One file of a backup.</summary>
/// <param name="Path">Relative to the data directory, except <see cref="BackupManifest.Dump"/>.</param>
/// <param name="Mode">Permissions, as in "600".</param>
public sealed record BackupPart(string Path, long Size, string Sha256, string Mode);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
public sealed partial class BackupJson : JsonSerializerContext;
