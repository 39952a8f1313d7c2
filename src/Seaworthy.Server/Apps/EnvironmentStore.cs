using System.Text;
using System.Text.Json.Serialization;
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

    private const string Columns = "app_id, key, kind, scope, ciphertext, data_key_id, updated_at";

    /// <summary>
    /// Adds or replaces variables; a value that is the mask leaves what there is. Kind and scope that are null stay as they are; a new
    /// variable is plain and for running.
    /// </summary>
    public async Task MergeAsync(
        NpgsqlConnection connection, OrganizationId organization, AppId app, IReadOnlyDictionary<string, string> variables, string? kind = null, string? scope = null)
    {
        foreach (var (key, value) in variables)
        {
            if (value == Mask)
            {
                await connection.ExecuteAsync(
                    """
                    update env_vars set kind = coalesce(@kind, kind), scope = coalesce(@scope, scope), updated_at = now()
                    where app_id = @app and key = @key and (kind <> coalesce(@kind, kind) or scope <> coalesce(@scope, scope))
                    """,
                    new { app, key, kind, scope });
                continue;
            }
            var secret = await keys.SealAsync(connection, organization, Encoding.UTF8.GetBytes(value), Context(app, key));
            await connection.ExecuteAsync(
                """
                insert into env_vars (app_id, key, kind, scope, ciphertext, data_key_id)
                values (@app, @key, coalesce(@kind, 'plain'), coalesce(@scope, 'runtime'), @Ciphertext, @DataKeyId)
                on conflict (app_id, key) do update set kind = coalesce(@kind, env_vars.kind), scope = coalesce(@scope, env_vars.scope),
                    ciphertext = excluded.ciphertext, data_key_id = excluded.data_key_id, updated_at = now()
                """,
                new { app, key, kind, scope, secret.Ciphertext, secret.DataKeyId });
        }
    }

    /// <summary>False if there is no such variable.</summary>
    public static async Task<bool> RemoveAsync(NpgsqlConnection connection, AppId app, string key) =>
        await connection.ExecuteAsync("delete from env_vars where app_id = @app and key = @key", new { app, key }) == 1;

    /// <summary>Opened values, to be frozen into a release or given to a build; never to be shown.</summary>
    /// <param name="scope"><c>runtime</c> or <c>build</c>: those of that scope and of both.</param>
    public async Task<SortedDictionary<string, string>> OpenAsync(NpgsqlConnection connection, AppId app, string scope, CancellationToken ct) =>
        ToMap((await OpenAllAsync(connection, app, ct)).Where(variable => variable.Scope == scope || variable.Scope == "both"));

    /// <summary>All variables of an app with their opened values, by key; never to be shown as they are.</summary>
    public async Task<IReadOnlyList<Variable>> OpenAllAsync(NpgsqlConnection connection, AppId app, CancellationToken ct)
    {
        var rows = await connection.QueryAsync<Row>($"select {Columns} from env_vars where app_id = @app", new { app });
        var opened = new List<Variable>();
        foreach (var row in rows)
            opened.Add(await OpenAsync(row, ct));
        return [.. opened.OrderBy(variable => variable.Key, StringComparer.Ordinal)];
    }

    /// <summary>For people: plain values as they are, secret ones as the mask.</summary>
    public async Task<SortedDictionary<string, string>> ShowAsync(AppId app, CancellationToken ct) =>
        (await ShowAsync([app], ct)).GetValueOrDefault(app) ?? new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The same of many apps, by one query; an app without variables is not in it.</summary>
    public async Task<IReadOnlyDictionary<AppId, SortedDictionary<string, string>>> ShowAsync(IReadOnlyList<AppId> apps, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var rows = (await connection.QueryAsync<Row>($"select {Columns} from env_vars where app_id = any(@ids)", new { ids = apps.Select(app => app.Value).ToArray() })).ToList();
        var shown = new Dictionary<AppId, SortedDictionary<string, string>>();
        foreach (var row in rows)
        {
            if (!shown.TryGetValue(row.AppId, out var variables))
                shown[row.AppId] = variables = new SortedDictionary<string, string>(StringComparer.Ordinal);
            variables[row.Key] = row.Kind == "secret" ? Mask : (await OpenAsync(row, ct)).Value;
        }
        return shown;
    }

    /// <summary>For people, with kind and scope: the values of secret ones are the mask.</summary>
    public async Task<IReadOnlyList<Variable>> ListAsync(AppId app, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return [.. (await OpenAllAsync(connection, app, ct)).Select(variable => variable.IsSecret ? variable with { Value = Mask } : variable)];
    }

    private async Task<Variable> OpenAsync(Row row, CancellationToken ct)
    {
        var value = await keys.OpenAsync(new Sealed(row.Ciphertext, row.DataKeyId), Context(row.AppId, row.Key), ct);
        return new Variable(row.Key, Encoding.UTF8.GetString(value), row.Kind, row.Scope, row.UpdatedAt);
    }

    private static SortedDictionary<string, string> ToMap(IEnumerable<Variable> variables)
    {
        var map = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in variables)
            map[variable.Key] = variable.Value;
        return map;
    }

    private static string Context(AppId app, string key) => $"env:{app}:{key}";

    private sealed record Row
    {
        public AppId AppId { get; init; }

        public required string Key { get; init; }

        public required string Kind { get; init; }

        public required string Scope { get; init; }

        public required byte[] Ciphertext { get; init; }

        public Guid DataKeyId { get; init; }

        public DateTimeOffset UpdatedAt { get; init; }
    }
}

/// <param name="Kind">plain or secret.</param>
/// <param name="Scope">runtime, build or both.</param>
public sealed record Variable(string Key, string Value, string Kind, string Scope, DateTimeOffset UpdatedAt)
{
    [JsonIgnore]
    public bool IsSecret => Kind == "secret";

    /// <summary>Builds get it.</summary>
    [JsonIgnore]
    public bool IsForBuilding => Scope is "build" or "both";

    /// <summary>Containers get it.</summary>
    [JsonIgnore]
    public bool IsForRunning => Scope is "runtime" or "both";
}
