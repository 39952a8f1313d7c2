using Npgsql;

namespace Seaworthy.Server.Platform.Database;

/// <summary>The pool of connections to PostgreSQL, and the one way to run a transaction.</summary>
public sealed class Db(NpgsqlDataSource source)
{
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken ct) => await source.OpenConnectionAsync(ct);

    /// <summary>Runs <paramref name="work"/> in one transaction: committed when it returns, rolled back when it throws.</summary>
    public async Task<T> InTransactionAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var result = await work(connection);
        await transaction.CommitAsync(ct);
        return result;
    }

    public Task InTransactionAsync(Func<NpgsqlConnection, Task> work, CancellationToken ct) =>
        InTransactionAsync(async connection => { await work(connection); return true; }, ct);
}
