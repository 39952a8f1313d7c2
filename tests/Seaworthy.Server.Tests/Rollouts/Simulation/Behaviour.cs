namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>How the containers of one process of one release behave; times count from each start of the container.</summary>
internal sealed record Behaviour
{
    public static Behaviour Good { get; } = new();

    /// <summary>Null: it never listens.</summary>
    public TimeSpan? ListensAfter { get; init; } = TimeSpan.FromSeconds(0.3);

    public TimeSpan? CrashesAfter { get; init; }

    /// <summary>As often as this, and not again; null: for ever.</summary>
    public int? MostCrashes { get; init; }

    /// <summary>It goes on running and answers no more.</summary>
    public TimeSpan? FailsAfter { get; init; }

    /// <summary>It answers for so long, then does not for so long, and so on.</summary>
    public TimeSpan? FlapsEvery { get; init; }

    public bool RunsOutOfMemory { get; init; }

    public bool IsRefused { get; init; }

    /// <summary>Its container is made, and its program cannot be started.</summary>
    public bool IsRefusedAtStart { get; init; }

    public bool ListensOnLoopbackOnly { get; init; }

    public int? ListensOnPort { get; init; }

    /// <summary>From the stop signal to its end; null: it ignores the signal.</summary>
    public TimeSpan? EndsAfterSignal { get; init; } = TimeSpan.FromSeconds(0.2);

    /// <summary>A release command's exit code; null: it never ends.</summary>
    public int? JobExit { get; init; } = 0;

    public TimeSpan JobTakes { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Once healthy it stays so, if nobody harms it.</summary>
    public bool IsSteady => !IsRefused && !IsRefusedAtStart && !RunsOutOfMemory && !ListensOnLoopbackOnly && ListensAfter < TimeSpan.FromSeconds(18)
        && CrashesAfter is null && FailsAfter is null && FlapsEvery is null && ListensOnPort is null;

    /// <summary>Nothing is wrong with it, and it is not slow either: a rollout of it has no reason to fail.</summary>
    public bool IsPlain => IsSteady && ListensAfter <= TimeSpan.FromSeconds(5) && JobExit == 0 && JobTakes <= TimeSpan.FromSeconds(10);

    public static Behaviour Random(Random random) => random.Next(18) switch
    {
        0 => Good with { ListensAfter = TimeSpan.FromSeconds(1 + (random.NextDouble() * 12)) },
        1 => Good with { CrashesAfter = TimeSpan.Zero },
        2 => Good with { CrashesAfter = TimeSpan.FromSeconds(1 + (random.NextDouble() * 6)) },
        3 => Good with { ListensAfter = null },
        4 => Good with { FailsAfter = TimeSpan.FromSeconds(2 + (random.NextDouble() * 6)) },
        5 => Good with { RunsOutOfMemory = true },
        6 => Good with { EndsAfterSignal = null },
        7 => Good with { EndsAfterSignal = TimeSpan.Zero },
        8 => Good with { IsRefused = true },
        9 => Good with { ListensOnLoopbackOnly = true },
        10 => Good with { ListensOnPort = 3000 },
        12 => Good with { IsRefusedAtStart = true },
        11 => Good with { FlapsEvery = TimeSpan.FromSeconds(1 + (random.NextDouble() * 2)) },
        _ => Good,
    };

    public static Behaviour RandomJob(Random random) => random.Next(10) switch
    {
        0 => Good with { JobExit = 1 },
        1 => Good with { JobExit = null },
        2 => Good with { IsRefused = true },
        3 => Good with { JobTakes = TimeSpan.FromSeconds(30), EndsAfterSignal = null },
        4 => Good with { IsRefusedAtStart = true },
        5 => Good with { JobExit = 137, JobTakes = TimeSpan.FromSeconds(4) },
        _ => Good with { JobTakes = TimeSpan.FromSeconds(random.NextDouble() * 5) },
    };
}
