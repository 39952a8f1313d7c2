using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Docker;

/// <summary>The engine's own client, for what is seldom asked: whole lists and removals.</summary>
public sealed class EngineCommands(EngineSocket socket)
{
    private static readonly TimeSpan deadline = TimeSpan.FromMinutes(5);

    public Command Command(params IReadOnlyList<string> arguments) => new("docker", ["--host", socket.ToString(), .. arguments]) { Deadline = deadline };

    /// <summary>The lines that a listing prints, each once.</summary>
    /// <exception cref="MachineException">The engine does not answer, or refuses: what is in it is unknown, which is not the same as nothing.</exception>
    public async Task<IReadOnlyList<string>> LinesAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var listed = await Command(arguments).RunAsync(cancellation);
        listed.OrThrow("Docker Engine cannot be asked what is in it", "Does it run? ./sea doctor says.");
        return [.. listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct()];
    }
}
