using Dapper;
using Npgsql;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Testing.Database;

/// <summary>
/// A migrated database with an installation in it (server, default organization and project), for one test class:
/// <c>public sealed class FooTests(TestDatabase database) : IClassFixture&lt;TestDatabase&gt;</c>. It is a clone of a template that is
/// migrated once per schema; its home directory holds the keys. Both are gone after the class.
/// </summary>
public sealed class TestDatabase(TestCluster cluster) : IAsyncLifetime
{
    private readonly string name = $"test_{Guid.NewGuid():n}";
    private NpgsqlDataSource? source;
    private PlatformOptions? options;
    private Installation? installation;

    public NpgsqlDataSource Source => source ?? throw NotInitialized;

    public Db Db => new(Source);

    /// <summary>Options of a server on this database: ports and sockets are free to be replaced with <c>with</c>.</summary>
    public PlatformOptions Options => options ?? throw NotInitialized;

    public Installation Installation => installation ?? throw NotInitialized;

    private static InvalidOperationException NotInitialized => new("The fixture is not initialized yet.");

    public async ValueTask InitializeAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        DapperTypes.Register();
        var template = await TestTemplate.Ensure(cluster, cancel);
        await using (var connection = await cluster.OpenAsync("postgres", cancel))
            await connection.ExecuteAsync($"create database \"{name}\" template \"{template}\"");

        var server = await cluster.Server(cancel);
        var home = Directory.CreateTempSubdirectory("seaworthy-test-home-").FullName;
        var environment = new Dictionary<string, string>
        {
            ["SEAWORTHY_HOME"] = home,
            ["SERVER_HOST"] = "127.0.0.1",
            ["SERVER_PORT"] = $"{FreePort.Next()}",
            ["ROUTER_HTTP_PORT"] = $"{FreePort.Next()}",
            ["POSTGRES_HOST"] = server.Host!,
            ["POSTGRES_USER"] = server.Username!,
            ["POSTGRES_DB"] = name,
            ["POSTGRES_POOL_SIZE"] = "20",
        };
        options = PlatformOptions.Read(environment.GetValueOrDefault);
        source = NpgsqlDataSource.Create(options.ConnectionString);
        installation = new Installation(options, Db);
        await installation.LoadAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (source is not null)
            await source.DisposeAsync();
        await using (var connection = await cluster.OpenAsync("postgres", CancellationToken.None))
            await connection.ExecuteAsync($"drop database if exists \"{name}\" with (force)");
        if (options is not null)
            Directory.Delete(options.Home, recursive: true);
    }
}
