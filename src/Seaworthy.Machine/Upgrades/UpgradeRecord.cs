using System.Text.Json;
using System.Text.Json.Serialization;
using Seaworthy.Machine.Layout;

namespace Seaworthy.Machine.Upgrades;

/// <summary>What the last upgrade went from and to: enough for the way back.</summary>
/// <param name="Backup">Made just before it.</param>
/// <param name="Schema">Of the database before it.</param>
public sealed record UpgradeRecord(VersionAt From, VersionAt To, string Backup, int Schema, DateTimeOffset At)
{
    /// <summary>Null where there was none, or the way back was taken already.</summary>
    public static UpgradeRecord? Read(SeaworthyHome home) =>
        File.Exists(home.UpgradeFile) ? JsonSerializer.Deserialize(File.ReadAllText(home.UpgradeFile), UpgradeJson.Default.UpgradeRecord) : null;

    public void Write(SeaworthyHome home)
    {
        var fresh = home.UpgradeFile + ".new";
        File.WriteAllText(fresh, JsonSerializer.Serialize(this, UpgradeJson.Default.UpgradeRecord));
        File.Move(fresh, home.UpgradeFile, overwrite: true);
    }
}

/// <summary>One version of Seaworthy, and where it lies.</summary>
/// <param name="Root">The checkout, or the unpacked package.</param>
/// <param name="Name">For people: "0.1.0-4d1c2ab3f9e0", or a commit's first digits and subject.</param>
/// <param name="Commit">Of a checkout.</param>
/// <param name="Branch">Of a checkout; null where it stands on no branch.</param>
/// <param name="Parts">Part → the version of that program, as it was current; empty for a version that has not run yet.</param>
public sealed record VersionAt(string Root, string Name, string? Commit, string? Branch, IReadOnlyDictionary<string, string> Parts)
{
    public static readonly IReadOnlyDictionary<string, string> NoParts = new Dictionary<string, string>();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(UpgradeRecord))]
public sealed partial class UpgradeJson : JsonSerializerContext;
