using System.Net;
using System.Net.Sockets;
using Seaworthy.Edge.Client;

namespace Seaworthy.Edge.HandingOver;

/// <summary>The edge that served before this one, which may still have requests to finish. What it has in flight counts as ours.</summary>
internal sealed class Predecessor : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly HttpClient http;
    private readonly CancellationTokenSource ending = new();

    private Predecessor(string socket) => http = Client(socket);

    /// <summary>What it said last; its totals stay true after its end.</summary>
    public EdgeStatus? Last { get; private set; }

    public bool HasEnded { get; private set; }

    /// <summary>Asks the edge in office to step aside, so that its table does not change any more.</summary>
    /// <returns>Null: there is none.</returns>
    public static async Task<Predecessor?> MeetAsync(string controlSocket, CancellationToken cancellationToken)
    {
        using var office = Client(controlSocket);
        try
        {
            using var answer = await office.PostAsync(new Uri("handover", UriKind.Relative), null, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.OK && await answer.Content.ReadFromJsonAsync(HandOverJson.Default.SteppedAside, cancellationToken) is { } aside)
                return new Predecessor(aside.Socket);
            throw new InvalidOperationException($"The edge on {controlSocket} does not hand over: it answered {(int)answer.StatusCode}. Stop it first.");
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException)
        {
            return null;
        }
    }

    /// <summary>Tells it that we serve: it accepts nobody any more.</summary>
    /// <returns>False: it took the office back, because it has waited too long.</returns>
    public async Task<bool> RetireAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.PostAsync(new Uri("retire", UriKind.Relative), null, cancellationToken);
            if (answer.StatusCode != HttpStatusCode.OK)
                return false;
        }
        catch (HttpRequestException)
        {
            // It has ended just now: so we are alone.
        }
        _ = WatchAsync(ending.Token);
        return true;
    }

    /// <summary>What it is doing now.</summary>
    /// <returns>False: it cannot be known now.</returns>
    public async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        if (HasEnded)
            return true;
        try
        {
            Last = await http.GetFromJsonAsync(new Uri("own-status", UriKind.Relative), EdgeJson.Default.EdgeStatus, cancellationToken);
            return true;
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException)
        {
            HasEnded = true;
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        ending.Cancel();
        http.Dispose();
        ending.Dispose();
    }

    /// <summary>It waits with its end until somebody has heard its last totals.</summary>
    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (!HasEnded && !cancellationToken.IsCancellationRequested)
        {
            await AskAsync(cancellationToken);
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static HttpClient Client(string socket)
    {
        var handler = ControlSocket.Handler(socket);
        handler.PooledConnectionIdleTimeout = Pause;
        return new HttpClient(handler) { BaseAddress = new Uri("http://edge/"), Timeout = Patience };
    }
}
