using System.Net.Sockets;
using System.Text.Json;
using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Docker;

/// <summary>The Unix socket of an engine of this machine.</summary>
/// <param name="Path">For example /var/run/docker.sock.</param>
public sealed record EngineSocket(string Path)
{
    public const string DefaultPath = "/var/run/docker.sock";

    private const string Scheme = "unix://";

    private static readonly TimeSpan timeout = TimeSpan.FromSeconds(5);

    public bool IsDefault => Path == DefaultPath;

    /// <exception cref="DockerHostRefusedException">It is not a Unix socket of this machine.</exception>
    public static EngineSocket Parse(string dockerHost) =>
        dockerHost.StartsWith(Scheme, StringComparison.Ordinal) && System.IO.Path.IsPathRooted(dockerHost[Scheme.Length..])
            ? new(dockerHost[Scheme.Length..])
            : throw new DockerHostRefusedException(dockerHost);

    public override string ToString() => Scheme + Path;

    /// <summary>Null when no engine answers there.</summary>
    public async Task<EngineObserved?> ObserveAsync(CancellationToken cancellation)
    {
        using var http = UnixSocketHttp.Client(Path, timeout);
        try
        {
            using var info = JsonDocument.Parse(await http.GetStringAsync("/info", cancellation));
            var root = info.RootElement;
            return new EngineObserved(
                root.GetProperty("ServerVersion").GetString() ?? "0",
                IsRootless: root.TryGetProperty("SecurityOptions", out var options) && options.ValueKind == JsonValueKind.Array
                    && options.EnumerateArray().Any(option => option.GetString() is { } text && text.StartsWith("name=rootless", StringComparison.Ordinal)),
                KeepsContainersAlone: root.TryGetProperty("LiveRestoreEnabled", out var live) && live.GetBoolean());
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or SocketException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}
