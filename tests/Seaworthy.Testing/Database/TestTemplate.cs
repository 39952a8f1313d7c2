using System.Security.Cryptography;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Testing.Database;

/// <summary>
/// The migrated database that others are cloned from. Its name holds the hash of all migrations, so that checkouts with different
/// schemas can share a cluster.
/// </summary>
internal static class TestTemplate
{
    private const long LockKey = 0x5EA0_7E57;

    public static async Task<string> Ensure(TestCluster cluster, CancellationToken cancel)
    {
        var name = $"template_{MigrationsHash()}";
        await using var connection = await cluster.OpenAsync("postgres", cancel);
        // Two test runs on one cluster must not make it at the same time.
        await connection.ExecuteAsync("select pg_advisory_lock(@LockKey)", new { LockKey });
        if (await connection.ExecuteScalarAsync<bool>("select exists (select 1 from pg_database where datname = @name)", new { name }))
            return name;

        // Under another name until it is complete: a run that is killed half-way leaves no broken template.
        var draft = $"{name}_{Guid.NewGuid():n}";
        await connection.ExecuteAsync($"create database \"{draft}\"");
        await using (var source = NpgsqlDataSource.Create(TestCluster.ConnectionString(await cluster.Server(cancel), draft, pooling: false)))
            await Migrator.MigrateAsync(source, NullLogger.Instance, cancel);
        await connection.ExecuteAsync($"alter database \"{draft}\" rename to \"{name}\"");
        return name;
    }

    private static string MigrationsHash()
    {
        var assembly = typeof(Migrator).Assembly;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            hash.AppendData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
