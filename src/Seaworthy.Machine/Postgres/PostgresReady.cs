using System.Diagnostics;
using Npgsql;

namespace Seaworthy.Machine.Postgres;

/// <summary>Waits until a PostgreSQL answers a query.</summary>
public static class PostgresReady
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <param name="ended">Says that waiting is in vain, because the server has ended.</param>
    /// <exception cref="PostgresUnreachableException">It did not answer in time.</exception>
    public static async Task WaitAsync(string connectionString, TimeSpan deadline, Func<bool> ended, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await AskAsync(connectionString, cancellation);
                return;
            }
            catch (NpgsqlException cause)
            {
                if (ended() || Stopwatch.GetElapsedTime(started) > deadline)
                    throw new PostgresUnreachableException(connectionString, cause);
            }
            await Task.Delay(Pause, cancellation);
        }
    }

    /// <summary>One query on a connection of its own.</summary>
    public static async Task AskAsync(string connectionString, CancellationToken cancellation)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 5 };
        await using var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand("select 1", connection);
        await command.ExecuteScalarAsync(cancellation);
    }
}

public sealed class PostgresUnreachableException(string connectionString, Exception cause) : MachineException(Describe(new(connectionString), cause), cause)
{
    private static string Describe(NpgsqlConnectionStringBuilder connection, Exception cause)
    {
        var what = $"PostgreSQL at {connection.Host} {(cause is PostgresException ? "refuses" : "does not answer")}: {cause.Message.TrimEnd('.')}.";
        return Path.IsPathRooted(connection.Host) && connection.Password is null
            ? $"{what} Its log says why: ./sea logs postgres"
            : $"{what} Does it run, and do POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB say rightly where and as whom?";
    }
}
