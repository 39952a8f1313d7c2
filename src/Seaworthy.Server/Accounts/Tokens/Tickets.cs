using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Seaworthy.Server.Accounts.Authentication;

namespace Seaworthy.Server.Accounts.Tokens;

/// <summary>
/// Lets a browser open a WebSocket without a cookie: it cannot send a header there, and a token in an address would stay in logs.
/// A ticket holds once, for 30 seconds, until the server restarts.
/// </summary>
internal sealed class Tickets(TimeProvider time)
{
    /// <summary>Bounds the memory: beyond it the outdated are thrown away, and if none are, all.</summary>
    private const int Capacity = 1_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, Ticket> issued = new(StringComparer.Ordinal);

    public (string Ticket, DateTimeOffset ExpiresAt) Issue(Actor actor)
    {
        MakeRoom();
        var text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var expires = time.GetUtcNow() + Lifetime;
        issued[text] = new Ticket(actor, expires);
        return (text, expires);
    }

    public Credentials Redeem(string text) =>
        issued.TryRemove(text, out var ticket) && ticket.ExpiresAt > time.GetUtcNow()
            ? Credentials.Of(ticket.Actor)
            : Credentials.Wrong("This ticket is not valid: it holds once, for 30 seconds.");

    private void MakeRoom()
    {
        if (issued.Count < Capacity)
            return;
        var now = time.GetUtcNow();
        foreach (var (text, ticket) in issued)
        {
            if (ticket.ExpiresAt <= now)
                issued.TryRemove(text, out _);
        }
        if (issued.Count >= Capacity)
            issued.Clear();
    }

    private sealed record Ticket(Actor Actor, DateTimeOffset ExpiresAt);
}
