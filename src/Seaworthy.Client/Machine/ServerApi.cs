using System.Net;
using Seaworthy.Client.Transport;

namespace Seaworthy.Client.Machine;

/// <summary>What GET /ready says.</summary>
/// <param name="Text">JSON: what has been checked, and how it went.</param>
public sealed record Readiness(bool IsReady, string Text);

/// <param name="Url">May be opened once.</param>
public sealed record SetupLink(string Url, DateTimeOffset ExpiresAt);

/// <summary>The server itself.</summary>
public sealed class ServerApi(SeaworthyClient client)
{
    private static readonly TimeSpan readyTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Asked once; null while nobody listens.</summary>
    public async Task<Readiness?> ReadyAsync(CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(readyTimeout);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, client.Connection.At("/ready"));
            using var answer = await client.Connection.Invoker.SendAsync(message, deadline.Token);
            return new Readiness(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(deadline.Token));
        }
        catch (Exception silent) when (Silence.Is(silent) || (silent is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <returns>Null when an administrator exists already, so that no setup is needed.</returns>
    public async Task<SetupLink?> CreateSetupLinkAsync(CancellationToken cancellation)
    {
        try
        {
            return await client.Send(HttpMethod.Post, "/api/v1/setup-links", ApiJson.Default.SetupLink).SendAsync(cancellation);
        }
        catch (ApiException refused) when (refused.Status == HttpStatusCode.Conflict)
        {
            return null;
        }
    }
}
