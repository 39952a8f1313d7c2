using System.Text;
using Seaworthy.Docker;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>The end of a container's log, as text.</summary>
public static class LogTail
{
    private const int LongestLine = 4 * 1024;

    /// <summary>Empty if the container is gone.</summary>
    public static async Task<string> ReadAsync(IDockerEngine docker, string container, int lines, CancellationToken ct)
    {
        var text = new StringBuilder();
        try
        {
            var frames = docker.Containers.LogsAsync(container, new LogQuery { Tail = lines }, ct);
            await foreach (var line in frames.ToLinesAsync(LongestLine, ct))
                text.Append(TerminalText.Plain(line.Text)).Append('\n');
        }
        catch (DockerException e) when (e.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return "";
        }
        return text.ToString();
    }
}
