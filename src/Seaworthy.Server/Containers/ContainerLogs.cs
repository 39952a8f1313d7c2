using System.Runtime.CompilerServices;
using Seaworthy.Docker;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Containers;

/// <summary>What one container wrote, line by line, in plain text.</summary>
public sealed class ContainerLogs(IDockerEngine docker)
{
    private const int LongestLine = 16 * 1024;

    /// <summary>The last lines, and with <paramref name="follow"/> each one as it comes until the container stops. Nothing where there is no container.</summary>
    public async IAsyncEnumerable<(DateTimeOffset At, string Text)> ReadAsync(ManagedContainer container, int tail, bool follow, [EnumeratorCancellation] CancellationToken ct)
    {
        var query = new LogQuery { Tail = tail, Follow = follow, Timestamps = true };
        await using var lines = docker.Containers.LogsAsync(container.Name, query, ct).ToLinesAsync(LongestLine, ct).GetAsyncEnumerator(ct);
        while (true)
        {
            try
            {
                if (!await lines.MoveNextAsync())
                    yield break;
            }
            catch (DockerException e) when (e is not DockerUnavailableException)
            {
                yield break;
            }
            yield return (lines.Current.At ?? default, TerminalText.Plain(lines.Current.Text));
        }
    }
}
