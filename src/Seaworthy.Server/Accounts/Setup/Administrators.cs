using Dapper;
using Npgsql;

namespace Seaworthy.Server.Accounts.Setup;

internal static class Administrators
{
    /// <summary>Whether somebody administrates the installation already; holds off others who ask until the transaction ends.</summary>
    public static async Task<bool> ExistAsync(NpgsqlConnection connection)
    {
        await connection.ExecuteAsync("select id from installation for update");
        return await connection.ExecuteScalarAsync<bool>("select exists (select 1 from memberships where role in ('owner', 'admin'))");
    }
}
