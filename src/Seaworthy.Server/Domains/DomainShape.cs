using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Domains;

/// <summary>A domain as the API shows it.</summary>
public sealed record DomainShape
{
    public required Guid Id { get; init; }

    public required string Host { get; init; }

    public required string PathPrefix { get; init; }

    public required bool RedirectToHttps { get; init; }

    /// <summary>Where the app answers; https once there is a certificate.</summary>
    public required string Url { get; init; }

    public required CertificateShape Certificate { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal static DomainShape From(Domain domain, PlatformOptions options, DateTimeOffset now)
    {
        var isHttps = options.HttpsEnabled && domain.Certificate == "active" && domain.NotAfter > now;
        return new DomainShape
        {
            Id = domain.Id.Value,
            Host = domain.Host,
            PathPrefix = domain.PathPrefix,
            RedirectToHttps = domain.RedirectToHttps,
            Url = options.Url(domain.Host, isHttps) + (domain.PathPrefix == PathPrefixRoot ? "" : domain.PathPrefix),
            Certificate = options.HttpsEnabled ? CertificateShape.From(domain) : new CertificateShape { State = "none" },
            CreatedAt = domain.CreatedAt,
        };
    }

    private const string PathPrefixRoot = Domains.PathPrefix.Root;
}

/// <summary>The certificate of a domain's host, as the last look saw it.</summary>
public sealed record CertificateShape
{
    /// <summary>none (HTTPS is off), waiting (it is being fetched), active or failed.</summary>
    public required string State { get; init; }

    /// <summary>The authority that signed it.</summary>
    public string? Issuer { get; init; }

    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>Why there is none, in the authority's own words where it has some.</summary>
    public string? Error { get; init; }

    public DateTimeOffset? CheckedAt { get; init; }

    internal static CertificateShape From(Domain domain) =>
        new() { State = domain.Certificate, Issuer = domain.Issuer, NotAfter = domain.NotAfter, Error = domain.Error, CheckedAt = domain.CheckedAt };
}
