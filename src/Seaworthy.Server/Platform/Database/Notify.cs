using Dapper;
using Npgsql;

namespace Seaworthy.Server.Platform.Database;

public static class Notify
{
    /// <summary>Signals <paramref name="topic"/> when the surrounding transaction commits (at once where there is none).</summary>
    public static Task NotifyAsync(this NpgsqlConnection connection, string topic, Guid? key = null) =>
        connection.ExecuteAsync("select pg_notify(@Channel, @payload)", new { Signals.Channel, payload = key is null ? topic : $"{topic}:{key}" });
}
