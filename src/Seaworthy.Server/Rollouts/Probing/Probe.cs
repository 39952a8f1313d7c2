using System.Net;
using System.Net.Sockets;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Rollouts.Probing;

/// <param name="ContainerStartedAt">Which run of the container: a restart begins anew.</param>
/// <param name="Pid">Of the container's first process on this host, to see what it listens on.</param>
/// <param name="Path">Where a GET must answer 2xx or 3xx; null: accepting a connection is enough.</param>
public sealed record ProbeTarget(
    InstanceId Instance, IPAddress Address, int Port, string? Path, DateTimeOffset? ContainerStartedAt, int? Pid, TimeSpan Interval)
{
    public bool IsSameRun(ProbeTarget other) =>
        ContainerStartedAt == other.ContainerStartedAt && Port == other.Port && Path == other.Path && Address.Equals(other.Address);
}

/// <summary>One knock at an instance's port.</summary>
public static class Probe
{
    public static readonly TimeSpan Fastest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private static readonly HttpClient Http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = Deadline,
        PooledConnectionLifetime = TimeSpan.Zero,
        MaxResponseHeadersLength = 32,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <returns>Null if it is well, else why not, in plain words.</returns>
    public static async Task<string?> RunAsync(ProbeTarget target, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Deadline);
        try
        {
            return target.Path is null ? await ConnectAsync(target, deadline.Token) : await GetAsync(target, deadline.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"no answer within {Deadline.TotalSeconds:0} seconds";
        }
        catch (SocketException e)
        {
            return InWords(e.SocketErrorCode);
        }
        catch (HttpRequestException e)
        {
            return e.InnerException is SocketException inner ? InWords(inner.SocketErrorCode) : e.Message;
        }
    }

    private static async Task<string?> ConnectAsync(ProbeTarget target, CancellationToken ct)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(target.Address, target.Port), ct);
        return null;
    }

    private static async Task<string?> GetAsync(ProbeTarget target, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{target.Address}:{target.Port}{target.Path}");
        request.Headers.UserAgent.ParseAdd("Seaworthy-Probe/1");
        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        return (int)response.StatusCode is >= 200 and < 400 ? null : $"GET {target.Path} answered {(int)response.StatusCode}";
    }

    private static string InWords(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "nothing accepts connections there",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "its address cannot be reached",
        SocketError.ConnectionReset => "it closed the connection",
        _ => error.ToString(),
    };
}
