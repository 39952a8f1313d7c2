using System.Globalization;
using System.Net;
using Seaworthy.Docker;

namespace Seaworthy.Testing.Docker;

/// <summary>A container's states. Timers of the engine's clock move it on; each takes the lock first.</summary>
internal sealed partial class FakeContainer
{
    private const int Killed = 128 + 9;
    private static readonly TimeSpan FirstRestartDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestRestartDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SteadyRun = TimeSpan.FromSeconds(10);

    private readonly List<ITimer> timers = [];
    private int runs;
    private TimeSpan restartDelay;
    private bool exitsForGood;
    private bool stoppedByHand;
    private TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ContainerStatus Status { get; private set; } = ContainerStatus.Created;

    public int? Pid { get; private set; }

    public int? ExitCode { get; private set; }

    public bool OomKilled { get; private set; }

    public string? Error { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    public ContainerHealth? Health { get; private set; }

    public int RestartCount { get; private set; }

    public FakeBehaviour Behaviour { get; private set; } = FakeBehaviour.Serving;

    /// <summary>Done at the next end of a run, also if a restart follows.</summary>
    public Task Ended => ended.Task;

    /// <summary>It runs, or will run again by its policy.</summary>
    public bool IsActive => Status is ContainerStatus.Running or ContainerStatus.Restarting;

    public bool Answers => Status == ContainerStatus.Running && Behaviour.AnswersAfter is { } after && state.Now >= StartedAt + after;

    public string StopSignal => Spec.StopSignal ?? Image.Config.StopSignal ?? "SIGTERM";

    /// <summary>A start by hand, which forgets earlier restarts.</summary>
    public void Start()
    {
        RestartCount = 0;
        restartDelay = FirstRestartDelay;
        stoppedByHand = false;
        Begin();
    }

    public void Signal(string signal)
    {
        exitsForGood |= Spec.StopSignal is null || signal == StopSignal || signal == "SIGKILL";
        stoppedByHand = true;
        Emit("kill", null, ("signal", FakeSignals.NumberOf(signal).ToString(CultureInfo.InvariantCulture)));
        if (Status == ContainerStatus.Restarting)
            Finish();
        else if (signal == "SIGKILL")
            End(Killed);
        else if (Behaviour.Signals.TryGetValue(signal, out var reaction))
            After(reaction.After, () => End(reaction.ExitCode));
    }

    /// <summary>The run is over; the policy decides whether another follows.</summary>
    public void End(int exitCode, bool outOfMemory = false)
    {
        if (Status != ContainerStatus.Running)
            return;
        StopTimers();
        (Pid, ExitCode, OomKilled, FinishedAt) = (null, exitCode, outOfMemory, state.Now);
        LeaveNetworks();
        if (outOfMemory)
            Emit("oom");
        Emit("die", null, ("exitCode", exitCode.ToString(CultureInfo.InvariantCulture)));
        if (ShouldRestart(exitCode))
            WaitForRestart();
        else
            Finish();
    }

    public ContainerState State() => new()
    {
        Status = Status,
        Pid = Pid,
        ExitCode = ExitCode,
        OomKilled = OomKilled,
        Error = Error,
        StartedAt = StartedAt,
        FinishedAt = FinishedAt,
        Health = Health,
    };

    private void Begin()
    {
        var behaviour = Image.Program(new FakeRun(Spec, ++runs));
        try
        {
            JoinNetworks();
            PublishPorts();
            if (behaviour.StartError is { } reason)
                throw new FakeRefusal(HttpStatusCode.BadRequest, $"failed to create task for container: {reason}");
        }
        catch (FakeRefusal refusal)
        {
            LeaveNetworks();
            Error = refusal.Message;
            throw;
        }

        Behaviour = behaviour;
        exitsForGood = false;
        (Status, Pid, ExitCode, OomKilled, Error) = (ContainerStatus.Running, state.NewPid(), null, false, null);
        StartedAt = state.Now;
        ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Log.Open();
        Emit("start");
        Play();
    }

    private void Play()
    {
        foreach (var output in Behaviour.Output)
            Log.Append(Spec.Tty ? OutputStream.Terminal : output.Stream, output.Line + (Spec.Tty ? "\r\n" : "\n"), state.Now);
        PlayHealth();
        if (Behaviour.Main is { } main)
            PlayMain(main);
        if (Behaviour.RunsFor is { } span)
            After(span, () => End(Behaviour.OutOfMemory ? Killed : Behaviour.ExitCode, Behaviour.OutOfMemory));
    }

    private void PlayHealth()
    {
        Health = HealthCheck is null or { Test: ["NONE"] } ? null : new ContainerHealth(HealthStatus.Starting, 0, null);
        if (Health is null)
            return;
        if (Behaviour.HealthyAfter is { } healthy)
            After(healthy, () => TurnHealth(HealthStatus.Healthy, 0, 0));
        if (Behaviour.UnhealthyAfter is { } unhealthy)
            After(unhealthy, () => TurnHealth(HealthStatus.Unhealthy, 3, 1));
    }

    private void TurnHealth(HealthStatus status, int failingStreak, int exitCode)
    {
        Health = new ContainerHealth(status, failingStreak, new HealthProbe(state.Now, state.Now, exitCode, ""));
        Emit("health_status", status == HealthStatus.Healthy ? "healthy" : "unhealthy");
    }

    private bool ShouldRestart(int exitCode) => !exitsForGood && RestartPolicy.Mode switch
    {
        RestartMode.Always => true,
        RestartMode.UnlessStopped => !stoppedByHand,
        RestartMode.OnFailure => exitCode != 0 && (RestartPolicy.MaximumRetries == 0 || RestartCount < RestartPolicy.MaximumRetries),
        _ => false,
    };

    private void WaitForRestart()
    {
        Status = ContainerStatus.Restarting;
        RestartCount++;
        if (FinishedAt - StartedAt >= SteadyRun)
            restartDelay = FirstRestartDelay;
        var delay = restartDelay;
        restartDelay = TimeSpan.FromTicks(Math.Min(restartDelay.Ticks * 2, LongestRestartDelay.Ticks));
        ended.TrySetResult();
        Log.Close();
        After(delay, BeginAgain);
    }

    private void BeginAgain()
    {
        try
        {
            Begin();
        }
        catch (FakeRefusal)
        {
            // The reason is in Error; the engine gives up on a container that it cannot start again.
            Finish();
        }
    }

    private void Finish()
    {
        StopTimers();
        Status = ContainerStatus.Exited;
        Log.Close();
        ended.TrySetResult();
    }

    private void After(TimeSpan span, Action act)
    {
        if (span <= TimeSpan.Zero)
        {
            act();
            return;
        }

        // A timer that fires while it is being stopped finds another run, or none.
        var run = runs;
        timers.Add(state.Time.CreateTimer(_ =>
        {
            lock (state.Gate)
            {
                if (runs == run && IsActive)
                    act();
            }
        }, null, span, Timeout.InfiniteTimeSpan));
    }

    private void StopTimers()
    {
        timers.ForEach(timer => timer.Dispose());
        timers.Clear();
    }

    private void PublishPorts()
    {
        foreach (var binding in Spec.PortBindings.Where(binding => binding.HostPort != 0))
        {
            if (state.Containers.Exists(other => other != this && other.Pid is not null && other.Spec.PortBindings.Contains(binding)))
            {
                throw new FakeRefusal(HttpStatusCode.InternalServerError,
                    $"driver failed programming external connectivity on endpoint {Name}: Bind for "
                    + $"{binding.HostAddress ?? IPAddress.Any}:{binding.HostPort} failed: port is already allocated");
            }
        }
    }
}
