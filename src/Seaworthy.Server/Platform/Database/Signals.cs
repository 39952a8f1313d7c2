using System.Collections.Concurrent;
using System.Threading.Channels;
using Npgsql;

namespace Seaworthy.Server.Platform.Database;

/// <summary>
/// Hints by PostgreSQL's NOTIFY: "look again". A hint may be lost (a broken connection), so whoever waits for one also has a
/// deadline; after a reconnect every waiter is woken once.
/// </summary>
public sealed partial class Signals(NpgsqlDataSource source, ILogger<Signals> logger) : BackgroundService
{
    /// <summary>One channel in PostgreSQL for all topics: the payload is <c>topic</c> or <c>topic:key</c>.</summary>
    public const string Channel = "seaworthy";

    private readonly ConcurrentDictionary<Subscription, byte> subscriptions = new();

    /// <summary>Wakes for <paramref name="topic"/>, and for its <paramref name="key"/> alone where one is given.</summary>
    public Subscription Subscribe(string topic, string? key = null)
    {
        var subscription = new Subscription(key is null ? topic : $"{topic}:{key}", Remove);
        subscriptions[subscription] = 0;
        return subscription;
    }

    /// <summary>Wakes for <paramref name="topic"/>, and tells for which keys; see <see cref="Subscription.TakeKeys"/>.</summary>
    public Subscription SubscribeToKeys(string topic)
    {
        var subscription = new Subscription(topic, Remove, new SignalledKeys());
        subscriptions[subscription] = 0;
        return subscription;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(stoppingToken);
                connection.Notification += (_, e) => Wake(e.Payload);
                await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
                    await listen.ExecuteNonQueryAsync(stoppingToken);
                WakeAll();
                while (true)
                    await connection.WaitAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or System.Net.Sockets.SocketException or IOException)
            {
                Lost(logger, e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(500), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Wake(string payload)
    {
        foreach (var (subscription, _) in subscriptions)
        {
            if (subscription.Matches(payload))
                subscription.Set(payload);
        }
    }

    private void WakeAll()
    {
        foreach (var (subscription, _) in subscriptions)
            subscription.Set();
    }

    private void Remove(Subscription subscription) => subscriptions.TryRemove(subscription, out _);

    [LoggerMessage(LogLevel.Warning, "Lost the connection that listens for news ({Reason}); trying again")]
    private static partial void Lost(ILogger logger, string reason);

    /// <summary>Remembers at most one wake-up, so that none between two waits is lost.</summary>
    public sealed class Subscription(string topic, Action<Subscription> remove, SignalledKeys? keys = null) : IDisposable
    {
        private readonly Channel<bool> pending = System.Threading.Channels.Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        /// <param name="payload">Null: it is not known what was signalled.</param>
        public void Set(string? payload = null)
        {
            keys?.Add(Guid.TryParse(payload.AsSpan(Math.Min(topic.Length + 1, payload?.Length ?? 0)), out var key) ? key : null);
            pending.Writer.TryWrite(true);
        }

        /// <summary>For which keys there were signals since the last call; after a wait, none if its time was over.</summary>
        /// <returns>Null: for more than these, or it is not known.</returns>
        /// <exception cref="InvalidOperationException">It was not subscribed to keys.</exception>
        public IReadOnlyCollection<Guid>? TakeKeys() => (keys ?? throw new InvalidOperationException($"Keys of {topic} were not asked for.")).Take();

        /// <summary>Returns when something was signalled or after <paramref name="atMost"/>, whichever comes first.</summary>
        public async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
            timeout.CancelAfter(atMost);
            try
            {
                await pending.Reader.ReadAsync(timeout.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // The deadline: the caller looks without a hint.
            }
        }

        public void Dispose() => remove(this);

        /// <summary>A subscription to "work" hears "work" and "work:anything"; one to "work:1" hears only that.</summary>
        internal bool Matches(string payload) =>
            payload.StartsWith(topic, StringComparison.Ordinal) && (payload.Length == topic.Length || payload[topic.Length] == ':');
    }
}
