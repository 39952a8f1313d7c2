using System.Net;
using Seaworthy.Docker;

namespace Seaworthy.Testing.Docker;

/// <summary>A further process of a container. Used under the engine's lock.</summary>
internal sealed class FakeExec(string id, FakeContainer container, ExecSpec spec, int pid)
{
    public string Id => id;

    public FakeContainer Container => container;

    public ExecSpec Spec => spec;

    public FakeProcess Process { get; } = new(spec.Command, spec.Tty, spec.Size);

    public bool Running { get; set; }

    public int? ExitCode { get; set; }

    public bool WasStarted => Running || ExitCode is not null;

    public ExecDetails Details() => new(id, container.Id, Running, ExitCode, WasStarted ? pid : null);
}

internal sealed class FakeExecs(FakeState state, FakeCalls calls) : FakeGroup(state, calls, "execs"), IExecs
{
    // The engine's own code for a command that cannot be run.
    private const int CannotRun = 126;
    private const int KilledWithItsContainer = 137;

    public Task<string> CreateAsync(string container, ExecSpec spec, CancellationToken cancellationToken) =>
        Run("create", container, $"create a process in container {container}", () =>
        {
            var found = State.GetContainer(container);
            if (found.Status != ContainerStatus.Running)
                throw FakeRefusal.NotRunning(found.Id);
            var exec = new FakeExec(State.NewId(), found, spec, State.NewPid());
            State.Execs.Add(exec);
            Emit("exec_create", exec);
            return exec.Id;
        }, cancellationToken);

    public Task<ProcessStreams> StartAsync(string exec, bool tty, CancellationToken cancellationToken) =>
        Run("start", exec, $"start process {exec}", () =>
        {
            var found = Get(exec);
            if (found.WasStarted)
                throw new FakeRefusal(HttpStatusCode.Conflict, $"Error: Exec command {exec} has already run");
            found.Running = true;
            Emit("exec_start", found);
            _ = PlayAsync(found);
            return found.Process.Connect($"start process {exec}");
        }, cancellationToken);

    public Task ResizeAsync(string exec, TerminalSize size, CancellationToken cancellationToken) =>
        Run("resize", exec, $"resize the terminal of process {exec}", () => Get(exec).Process.Size = size, cancellationToken);

    public Task<ExecDetails?> InspectAsync(string exec, CancellationToken cancellationToken) =>
        Run("inspect", exec, $"inspect process {exec}", () => Find(exec)?.Details(), cancellationToken);

    private static void Emit(string action, FakeExec exec) =>
        exec.Container.Emit(action, string.Join(' ', exec.Spec.Command), ("execID", exec.Id));

    private async Task PlayAsync(FakeExec exec)
    {
        await Task.Yield();
        int exitCode;
        try
        {
            var program = exec.Container.Behaviour.Exec(exec.Process, Lifetime);
            await Task.WhenAny(program, exec.Container.Ended);
            exitCode = program.IsCompleted ? await program : KilledWithItsContainer;
        }
        catch (FileNotFoundException)
        {
            await exec.Process.WriteAsync(
                $"OCI runtime exec failed: exec failed: exec: \"{exec.Spec.Command[0]}\": executable file not found in $PATH: unknown\r\n",
                OutputStream.Stdout, CancellationToken.None);
            exitCode = CannotRun;
        }

        lock (State.Gate)
        {
            (exec.Running, exec.ExitCode) = (false, exitCode);
            exec.Container.Emit("exec_die", null, ("execID", exec.Id), ("exitCode", $"{exitCode}"));
        }

        exec.Process.CloseOutput();
    }

    private FakeExec? Find(string exec) => State.Execs.Find(candidate => candidate.Id == exec);

    private FakeExec Get(string exec) => Find(exec) ?? throw new FakeRefusal(HttpStatusCode.NotFound, $"No such exec instance: {exec}");
}
