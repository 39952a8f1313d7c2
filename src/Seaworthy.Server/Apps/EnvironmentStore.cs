using System.Text;
using Dapper;
using Npgsql;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Secrets;

namespace Seaworthy.Server.Apps;

/// <summary>An app's variables: values are sealed in <c>env_vars</c>, secret ones are never shown again.</summary>
public sealed class EnvironmentStore(Db db, DataKeys keys)
{
    /// <summary>What is shown instead of a secret; sent back, it means "unchanged".</summary>
    public const string Mask = "********";

    /// <summary>Adds or replaces variables; a value that is the mask leaves what there is.</summary>
    public async Task MergeAsync(NpgsqlConnection connection, OrganizationId organization, AppId app, IReadOnlyDictionary<string, string> variables)
    {
        foreach (var (key, value) in variables.Where(variable => variable.Value != Mask))
        {
            var secret = await keys.SealAsync(connection, organization, Encoding.UTF8.GetBytes(value), Context(app, key));
            await connection.ExecuteAsync(
                """
                insert into env_vars (app_id, key, ciphertext, data_key_id) values (@app, @key, @Ciphertext, @DataKeyId)
                on conflict (app_id, key) do update set ciphertext = excluded.ciphertext, data_key_id = excluded.data_key_id, updated_at = now()
                """,
                new { app, key, secret.Ciphertext, secret.DataKeyId });
        }
    }

    /// <summary>False if there is no such variable.</summary>
    public static async Task<bool> RemoveAsync(NpgsqlConnection connection, AppId app, string key) =>
        await connection.ExecuteAsync("delete from env_vars where app_id = @app and key = @key", new { app, key }) == 1;

    /// <summary>Opened values, to be frozen into a release or given to a build; never to be shown.</summary>
    /// <param name="scope"><c>runtime</c> or <c>build</c>: those of that scope and of both.</param>
    public async Task<SortedDictionary<string, string>> OpenAsync(NpgsqlConnection connection, AppId app, string scope, CancellationToken ct)
    {
        var rows = await connection.QueryAsync<Row>(
            "select key, kind, ciphertext, data_key_id from env_vars where app_id = @app and scope in (@scope, 'both')", new { app, scope });
        return await OpenAsync(app, rows, ct);
    }

    /// <summary>For people: plain values as they are, secret ones as the mask.</summary>
    public async Task<SortedDictionary<string, string>> ShowAsync(AppId app, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var rows = (await connection.QueryAsync<Row>("select key, kind, ciphertext, data_key_id from env_vars where app_id = @app", new { app })).ToList();
        var shown = await OpenAsync(app, rows.Where(row => row.Kind == "plain"), ct);
        foreach (var row in rows.Where(row => row.Kind == "secret"))
            shown[row.Key] = Mask;
        return shown;
    }

    private async Task<SortedDictionary<string, string>> OpenAsync(AppId app, IEnumerable<Row> rows, CancellationToken ct)
    {
        var opened = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in rows)
            opened[row.Key] = Encoding.UTF8.GetString(await keys.OpenAsync(new Sealed(row.Ciphertext, row.DataKeyId), Context(app, row.Key), ct));
        return opened;
    }

    private static string Context(AppId app, string key) => $"env:{app}:{key}";

    private sealed record Row
    {
        public required string Key { get; init; }

        public required string Kind { get; init; }

        public required byte[] Ciphertext { get; init; }

        public Guid DataKeyId { get; init; }
    }
}
