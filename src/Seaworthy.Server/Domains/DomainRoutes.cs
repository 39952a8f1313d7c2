using Seaworthy.Edge.Client;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Routes;

namespace Seaworthy.Server.Domains;

/// <summary>Publishes a change of domains before its answer is given, so that whoever reads the answer can visit the host.</summary>
public sealed partial class DomainRoutes(RoutePublisher publisher, ILogger<DomainRoutes> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>An edge that does not answer gets the change as soon as it does: it is stored, and <see cref="RouteLoop"/> goes on trying.</summary>
    public async Task PublishAsync(AppId app, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Patience);
        try
        {
            await publisher.PublishAsync(app, deadline.Token);
        }
        catch (Exception e) when (e is EdgeUnavailableException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            Later(logger, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A change of domains reaches the edge later: {Reason}")]
    private static partial void Later(ILogger logger, string reason);
}
