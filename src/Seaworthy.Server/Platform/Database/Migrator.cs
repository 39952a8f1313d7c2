using Dapper;
using Npgsql;

namespace Seaworthy.Server.Platform.Database;

/// <summary>Brings the schema to this program's version: numbered SQL files, each in a transaction, under an advisory lock.</summary>
public static partial class Migrator
{
    private const long LockKey = 0x5EA0_0001;

    /// <exception cref="SchemaIsNewerException">The database was migrated by a newer Seaworthy.</exception>
    public static async Task MigrateAsync(NpgsqlDataSource source, ILogger logger, CancellationToken ct)
    {
        var migrations = Load();
        await using var connection = await source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync("create table if not exists schema_migrations (number int primary key, name text not null, applied_at timestamptz not null default now())");
        foreach (var migration in migrations)
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await connection.ExecuteAsync("select pg_advisory_xact_lock(@LockKey)", new { LockKey });
            var applied = await connection.ExecuteScalarAsync<int?>("select max(number) from schema_migrations") ?? 0;
            if (applied > migrations[^1].Number)
                throw new SchemaIsNewerException(applied, migrations[^1].Number);
            if (migration.Number <= applied)
                continue;
            await connection.ExecuteAsync(migration.Sql);
            await connection.ExecuteAsync("insert into schema_migrations (number, name) values (@Number, @Name)", migration);
            await transaction.CommitAsync(ct);
            Applied(logger, migration.Name);
        }
    }

    /// <summary>The embedded files <c>migrations/NNNN_name.sql</c>, in the order of their numbers.</summary>
    private static List<Migration> Load()
    {
        const string Folder = ".migrations.";
        var assembly = typeof(Migrator).Assembly;
        var migrations = new List<Migration>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)))
        {
            var name = resource[(resource.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..^".sql".Length];
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            migrations.Add(new Migration(int.Parse(name[..4], null), name, reader.ReadToEnd()));
        }
        return [.. migrations.OrderBy(migration => migration.Number)];
    }

    [LoggerMessage(LogLevel.Information, "Schema migrated: {Name}")]
    private static partial void Applied(ILogger logger, string name);

    private sealed record Migration(int Number, string Name, string Sql);
}

/// <summary>The database was written by a newer version: going on would corrupt what this version does not know.</summary>
public sealed class SchemaIsNewerException(int found, int known) : Exception(
    $"The database has schema {found}, but this version of Seaworthy knows only up to {known}. " +
    "Start the newer version again, or restore the backup that was made before the upgrade.");
