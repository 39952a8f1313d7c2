using Seaworthy.Edge.Client;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Routes;

namespace Seaworthy.Server.Domains.Certificates;

/// <summary>Fetches the certificate of the server's own host (SERVER_DOMAIN), so that its first visitor need not wait, and tells in the log what comes of it.</summary>
public sealed partial class ServerCertificate(LookAtCertificate look, RoutePublisher routes, CertificateAttempts attempts, PlatformOptions options, TimeProvider time, ILogger<ServerCertificate> logger)
    : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.HttpsEnabled || options.ServerDomain is not { } host)
            return;
        for (var pause = First; !await IsActiveAsync(host, stoppingToken); pause = pause * 3 < Longest ? pause * 3 : Longest)
            await Task.Delay(pause, time, stoppingToken);
    }

    private async Task<bool> IsActiveAsync(string host, CancellationToken ct)
    {
        try
        {
            CertificateSeen seen;
            using (attempts.Begin(host))
            {
                await routes.PublishAsync(ct);
                seen = await look.RunAsync(host, ct);
            }
            switch (seen)
            {
                case CertificateSeen.Active active:
                    Active(logger, host, active.Issuer, active.NotAfter);
                    // From now on visitors are sent to https.
                    await routes.PublishAsync(ct);
                    return true;
                case CertificateSeen.Failed failed:
                    Missing(logger, host, failed.Error);
                    attempts.Fail(host);
                    await routes.PublishAsync(ct);
                    return false;
                case CertificateSeen.Unknown unknown:
                    Missing(logger, host, unknown.Error);
                    return false;
                default:
                    return false;
            }
        }
        catch (Exception e) when (e is EdgeUnavailableException or Npgsql.NpgsqlException or InvalidOperationException)
        {
            Missing(logger, host, e.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "{Host} has a certificate of {Issuer}, good until {NotAfter}")]
    private static partial void Active(ILogger logger, string host, string issuer, DateTimeOffset notAfter);

    [LoggerMessage(LogLevel.Warning, "{Host} (SERVER_DOMAIN) has no certificate yet: {Reason}")]
    private static partial void Missing(ILogger logger, string host, string reason);
}
