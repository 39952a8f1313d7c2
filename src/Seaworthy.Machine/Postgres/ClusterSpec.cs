namespace Seaworthy.Machine.Postgres;

/// <summary>What a private PostgreSQL cluster should be like. It listens on a Unix socket only and knows no passwords.</summary>
public sealed record ClusterSpec
{
    /// <summary>The role that owns everything, and the name of the first database.</summary>
    public const string Role = "seaworthy";

    public required string DataDirectory { get; init; }

    public required string SocketDirectory { get; init; }

    /// <summary>The system user that PostgreSQL runs as; never root.</summary>
    public required string User { get; init; }

    /// <summary>System users that may connect, as <see cref="Role"/>.</summary>
    public IReadOnlyList<string> Admitted { get; init; } = ["root", "postgres"];

    /// <summary>False for throw-away clusters only: a power cut would lose the data.</summary>
    public bool Durable { get; init; } = true;

    public int MaxConnections { get; init; } = 60;

    /// <summary>The Npgsql connection string of a database in this cluster.</summary>
    public string ConnectionString(string database) => $"Host={SocketDirectory};Username={Role};Database={database}";
}
