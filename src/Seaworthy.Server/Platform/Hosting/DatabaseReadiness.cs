using Dapper;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Platform.Hosting;

internal sealed class DatabaseReadiness(Db db) : IReadinessCheck
{
    public string Name => "database";

    public async Task<string?> FindFaultAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        await connection.ExecuteScalarAsync<int>(new CommandDefinition("select 1", cancellationToken: ct));
        return null;
    }
}
