using System.Text.Json.Serialization;

namespace Seaworthy.Server.Apps.Settings;

/// <summary>One setting before and after a change; values of secrets are the mask.</summary>
/// <param name="Field"><c>memory_limit</c>, <c>env.KEY</c>, <c>processes.web.replicas</c>, <c>volumes.data@web</c> …</param>
/// <param name="From">Null where there was none.</param>
/// <param name="To">Null where there is none any more.</param>
public sealed record SettingsChange(string Field, string? From, string? To)
{
    /// <summary>A release freezes it: to bring the change live takes a new one.</summary>
    [JsonIgnore]
    public bool IsFrozen { get; init; }
}

/// <param name="Value">The real one, to be compared.</param>
/// <param name="IsFrozen">A release freezes it.</param>
/// <param name="IsSecret">Only a mask of it is shown.</param>
public readonly record struct Setting(string? Value, bool IsFrozen = false, bool IsSecret = false)
{
    public string? Shown => IsSecret && Value is not null ? EnvironmentStore.Mask : Value;
}
