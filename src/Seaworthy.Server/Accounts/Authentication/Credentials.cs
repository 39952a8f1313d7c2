namespace Seaworthy.Server.Accounts.Authentication;

/// <summary>What a request's credentials came to: somebody, nobody (none were sent), or a fault.</summary>
internal readonly record struct Credentials(Actor? Actor, string? Fault)
{
    public static Credentials None => default;

    public static Credentials Of(Actor actor) => new(actor, null);

    /// <param name="fault">A sentence for the sender, which tells nothing about what would be right.</param>
    public static Credentials Wrong(string fault) => new(null, fault);
}
