using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Accounts.Users;

/// <summary>A person who signs in: a row of <c>users</c>, in the changeable form that ASP.NET Core Identity works on.</summary>
public sealed class User
{
    public UserId Id { get; init; }

    /// <summary>The name to sign in with.</summary>
    public required string Email { get; set; }

    public required string NormalizedEmail { get; set; }

    public required string Name { get; set; }

    public string? PasswordHash { get; set; }

    /// <summary>Changes with the password: cookies with another one are void.</summary>
    public required string SecurityStamp { get; set; }

    /// <summary>No sign-in before.</summary>
    public DateTimeOffset? LockoutEnd { get; set; }

    public int AccessFailedCount { get; set; }
}
