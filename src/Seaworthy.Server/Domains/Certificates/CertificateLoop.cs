using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Events;
using Seaworthy.Server.Platform.Work;
using Seaworthy.Server.Routes;

namespace Seaworthy.Server.Domains.Certificates;

/// <summary>Looks at the certificates of domains: right after a domain was added, when somebody asks for it, and every day.</summary>
public sealed partial class CertificateLoop(
    WorkQueue queue, Signals signals, CertificateStore certificates, LookAtCertificate look, RoutePublisher routes, CertificateAttempts attempts, EventLog events, PlatformOptions options, TimeProvider time,
    ILogger<CertificateLoop> logger)
    : WorkLoop(queue, signals, logger)
{
    /// <summary>Keys are ids of <c>domain_hosts</c>.</summary>
    public const string WorkKind = "certificates";

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    protected override string Kind => WorkKind;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.HttpsEnabled)
            return;
        while (!await AskForForgottenAsync(stoppingToken))
            await Task.Delay(Retry, time, stoppingToken);
        await base.ExecuteAsync(stoppingToken);
    }

    protected override async Task<DateTimeOffset?> LookAsync(Guid key, CancellationToken ct)
    {
        if (await certificates.FindAsync(key, ct) is not { } known)
            return null;
        CertificateSeen seen;
        using (attempts.Begin(known.Host))
        {
            // Caddy asks the edge, and the edge says yes only for hosts in its table, and after a failure only now.
            await routes.PublishAsync(known.AppId, ct);
            seen = await look.RunAsync(known.Host, ct);
        }
        var (next, nextLook) = CertificatePlan.Next(known, seen, time.GetUtcNow());
        await certificates.KeepAsync(next, time.GetUtcNow(), ct);
        if (Told(known, next) is { } news)
            await events.AddAsync(known.AppId, rollout: null, "certificate", news, ct);
        return nextLook;
    }

    private static string? Told(HostCertificate before, HostCertificate after) => after switch
    {
        { Certificate: "active" } when before.Certificate != "active" => $"{after.Host} has a certificate of {after.Issuer}, good until {after.NotAfter:yyyy-MM-dd HH:mm} UTC",
        { Certificate: "failed" } when before.Certificate != "failed" || before.Error != after.Error => $"{after.Host} got no certificate: {after.Error}",
        _ => null,
    };

    private async Task<bool> AskForForgottenAsync(CancellationToken ct)
    {
        try
        {
            await certificates.AskForForgottenAsync(ct);
            return true;
        }
        catch (Npgsql.NpgsqlException e)
        {
            Waiting(logger, e.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cannot see which certificates are due: {Reason}")]
    private static partial void Waiting(ILogger logger, string reason);
}
