using Seaworthy.Server.Platform;
using Seaworthy.Server.Releases;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>A row of <c>instances</c>.</summary>
internal sealed record InstanceRow
{
    public const string Columns = """
        id, rollout_id, release_id, process, ordinal, kind, name, host(address) as address, port, created_at, start_sent_at, healthy_at, unhealthy_at,
        held, held_at, hold_restarts, hold_grace_seconds, replace_asked_at is not null as replace_asked, draining_since, stop_sent_at, error, error_at, refusals, exit_code, log_tail is not null as logs_kept,
        restarts_seen, crashes, crashes_since, last_crash_at, crashing_at
        """;

    public InstanceId Id { get; init; }

    public RolloutId RolloutId { get; init; }

    public ReleaseId ReleaseId { get; init; }

    public required string Process { get; init; }

    public int Ordinal { get; init; }

    public required string Kind { get; init; }

    public required string Name { get; init; }

    public required string Address { get; init; }

    public int? Port { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartSentAt { get; init; }

    public DateTimeOffset? HealthyAt { get; init; }

    public DateTimeOffset? UnhealthyAt { get; init; }

    public bool Held { get; init; }

    public DateTimeOffset? HeldAt { get; init; }

    public bool HoldRestarts { get; init; }

    public int? HoldGraceSeconds { get; init; }

    public bool ReplaceAsked { get; init; }

    public DateTimeOffset? DrainingSince { get; init; }

    public DateTimeOffset? StopSentAt { get; init; }

    public string? Error { get; init; }

    public DateTimeOffset? ErrorAt { get; init; }

    public int Refusals { get; init; }

    public int? ExitCode { get; init; }

    public bool LogsKept { get; init; }

    public int RestartsSeen { get; init; }

    public int Crashes { get; init; }

    public DateTimeOffset? CrashesSince { get; init; }

    public DateTimeOffset? LastCrashAt { get; init; }

    public DateTimeOffset? CrashingAt { get; init; }

    public InstanceFacts ToFacts() => new()
    {
        Id = Id,
        Rollout = RolloutId,
        Release = ReleaseId,
        Process = Process,
        Ordinal = Ordinal,
        Kind = Enum.Parse<ProcessKind>(Kind, ignoreCase: true),
        Name = Name,
        Address = System.Net.IPAddress.Parse(Address),
        Port = Port,
        ReservedAt = CreatedAt,
        StartSentAt = StartSentAt,
        HealthyAt = HealthyAt,
        UnhealthyAt = UnhealthyAt,
        Held = Held,
        HeldSince = HeldAt,
        HoldRestarts = HoldRestarts,
        HoldGrace = HoldGraceSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        ReplaceAsked = ReplaceAsked,
        DrainingSince = DrainingSince,
        StopSentAt = StopSentAt,
        Error = Error,
        ErrorAt = ErrorAt,
        Refusals = Refusals,
        ExitCode = ExitCode,
        LogsKept = LogsKept,
        RestartsSeen = RestartsSeen,
        Crashes = Crashes,
        CrashesSince = CrashesSince,
        LastCrashAt = LastCrashAt,
        CrashingAt = CrashingAt,
    };
}
