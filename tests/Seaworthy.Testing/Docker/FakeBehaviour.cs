using Seaworthy.Docker;

namespace Seaworthy.Testing.Docker;

/// <summary>What a container of a fake image does in one run: declared, and played by the engine's clock.</summary>
public sealed record FakeBehaviour
{
    private static readonly Dictionary<string, FakeReaction> ExitsOnTerm = new() { ["SIGTERM"] = new(TimeSpan.Zero, 0) };

    /// <summary>Runs, answers and is healthy at once; exits with 0 on SIGTERM.</summary>
    public static FakeBehaviour Serving { get; } = new();

    /// <summary>As <see cref="Serving"/>, but only SIGKILL ends it.</summary>
    public static FakeBehaviour Stubborn { get; } = new() { Signals = new Dictionary<string, FakeReaction>() };

    /// <summary>Ends by itself so long after its start.</summary>
    public static FakeBehaviour Exiting(int exitCode, TimeSpan after) => new() { RunsFor = after, ExitCode = exitCode };

    /// <summary>How long it runs by itself; null: until a signal.</summary>
    public TimeSpan? RunsFor { get; init; }

    /// <summary>Its exit code when <see cref="RunsFor"/> is over.</summary>
    public int ExitCode { get; init; }

    /// <summary>The end by itself is the kernel's for lack of memory (exit code 137).</summary>
    public bool OutOfMemory { get; init; }

    /// <summary>What it does on a signal (<c>SIGTERM</c>); others it ignores, save SIGKILL.</summary>
    public IReadOnlyDictionary<string, FakeReaction> Signals { get; init; } = ExitsOnTerm;

    /// <summary>What it writes at its start.</summary>
    public IReadOnlyList<FakeOutput> Output { get; init; } = [];

    /// <summary>When it begins to accept connections, for whoever plays the probes; null: never.</summary>
    public TimeSpan? AnswersAfter { get; init; } = TimeSpan.Zero;

    /// <summary>When its HEALTHCHECK, if it has one, turns healthy; null: never.</summary>
    public TimeSpan? HealthyAfter { get; init; } = TimeSpan.Zero;

    /// <summary>When its HEALTHCHECK turns unhealthy; null: never.</summary>
    public TimeSpan? UnhealthyAfter { get; init; }

    /// <summary>Why its command cannot be run; null: it can.</summary>
    public string? StartError { get; init; }

    /// <summary>The main process, if it is one to talk with; its result is the exit code.</summary>
    public FakeInteraction? Main { get; init; }

    /// <summary>What further processes in it do; by default they end with 0 at once.</summary>
    public FakeInteraction Exec { get; init; } = (_, _) => Task.FromResult(0);
}

/// <param name="After">How long the process still takes.</param>
public sealed record FakeReaction(TimeSpan After, int ExitCode);

public sealed record FakeOutput(OutputStream Stream, string Line);

/// <summary>One run of a container; what an image's program decides by.</summary>
/// <param name="Number">1 for the container's first start; a restart counts on.</param>
public sealed record FakeRun(ContainerSpec Spec, int Number);

/// <summary>An image's program.</summary>
public delegate FakeBehaviour FakeProgram(FakeRun run);

/// <summary>A process that reads and writes.</summary>
/// <returns>The exit code.</returns>
/// <exception cref="FileNotFoundException">There is no such command in the container.</exception>
public delegate Task<int> FakeInteraction(FakeProcess process, CancellationToken cancellationToken);
