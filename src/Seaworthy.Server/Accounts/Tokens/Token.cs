using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Accounts.Tokens;

/// <summary>A row of <c>tokens</c> without its secret.</summary>
public sealed record Token
{
    public required TokenId Id { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    /// <summary>The user that it stands for: it never may more than they. Null: made by the local administrator.</summary>
    public UserId? UserId { get; init; }

    public required string Name { get; init; }

    public required Role Role { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>To the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}
