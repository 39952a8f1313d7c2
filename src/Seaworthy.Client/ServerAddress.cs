namespace Seaworthy.Client;

/// <summary>Where a server is and as whom it is spoken to.</summary>
public abstract record ServerAddress
{
    /// <summary>How a person would name it.</summary>
    public abstract string Name { get; }

    /// <param name="Token">A bearer token; null: as nobody.</param>
    public sealed record Http(Uri Url, string? Token) : ServerAddress
    {
        public override string Name => Url.GetLeftPart(UriPartial.Authority);

        // The token must not get into a message by way of ToString.
        public override string ToString() => Name;
    }

    /// <summary>The Unix socket of this machine's installation, where whoever is root is the administrator.</summary>
    public sealed record AdminSocket(string Path) : ServerAddress
    {
        public override string Name => Path;
    }
}
