using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Domains;

/// <summary>A host of its own that an app answers at, under one path: a row of <c>domains</c> with the certificate of its host.</summary>
public sealed record Domain
{
    public required DomainId Id { get; init; }

    public required AppId AppId { get; init; }

    /// <summary>As <see cref="HostName"/> has it.</summary>
    public required string Host { get; init; }

    /// <summary>As <see cref="Domains.PathPrefix"/> has it.</summary>
    public required string PathPrefix { get; init; }

    /// <summary>Whoever comes by http is sent to https, as soon as there is a certificate.</summary>
    public required bool RedirectToHttps { get; init; }

    /// <summary>waiting, active or failed: what the last look at the host's certificate saw.</summary>
    public required string Certificate { get; init; }

    public string? Issuer { get; init; }

    public DateTimeOffset? NotAfter { get; init; }

    public string? Error { get; init; }

    public DateTimeOffset? CheckedAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
