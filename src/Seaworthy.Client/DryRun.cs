using System.Text.Json;

namespace Seaworthy.Client;

/// <summary>What a change would do, had it not been a dry run.</summary>
/// <param name="Plan">The steps of the rollout, as text.</param>
public sealed record DryRun(IReadOnlyList<DryRunChange>? Changes, bool MakesRelease, IReadOnlyList<string>? Plan);

/// <param name="From">Any JSON; secret values are masked.</param>
public sealed record DryRunChange(string Field, JsonElement? From, JsonElement? To);
