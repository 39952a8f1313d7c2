using Npgsql;

namespace Seaworthy.Server.Platform.Database;

/// <summary>Tells a database that went away, and will be back, from one that does not like what it was asked.</summary>
public static class DatabaseAway
{
    /// <summary>True where the same may work later: no connection, or one that the database ended (class 57P: it is shut down, was killed or starts).</summary>
    public static bool IsAway(this NpgsqlException e) =>
        e.IsTransient || e.SqlState?.StartsWith("57P", StringComparison.Ordinal) == true;
}
