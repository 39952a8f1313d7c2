using System.Text.Json.Nodes;
using Npgsql;
using Seaworthy.SystemTests.Rig.Load;
using Seaworthy.SystemTests.Rig.Operated;

namespace Seaworthy.SystemTests.Operating;

/// <summary>To another version and back, while the sample is visited all the time.</summary>
public sealed class UpgradeTests : IAsyncLifetime
{
    private OperatedInstallation installation = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => installation = await OperatedInstallation.Start(Cancel);

    public ValueTask DisposeAsync() => installation.DisposeAsync();

    [Fact]
    public async Task A_new_version_comes_without_a_failed_request_and_goes_again_by_hand()
    {
        var archive = await Package("0.1.0-second");
        await using (var load = Load())
        {
            var exported = new Dictionary<string, string> { ["SERVER_PORT"] = "1", ["ROUTER_DOMAIN"] = "" };
            var upgraded = (await installation.Sea(exported, Cancel, "upgrade", archive)).ShouldSucceed();

            upgraded.Output.ShouldContain("Upgraded from 0.1.0-first to 0.1.0-second");
            upgraded.Errors.ShouldContain("SERVER_PORT in the environment is not what this installation runs with.");
            (await load.Stop()).ShouldHaveNoFailure();
        }
        (await ServerVersion()).ShouldBe("server-0.1.0-second");
        (await File.ReadAllTextAsync(Path.Combine(installation.Home, "settings.env"), Cancel)).ShouldNotContain("SERVER_PORT=\"1\"");
        Directory.EnumerateFiles(Path.Combine(installation.Home, "backups"), "before-upgrade-*.tar.gz").Count().ShouldBe(1);
        (await installation.Sea(Cancel, "upgrade", archive)).ShouldSucceed().Output.ShouldContain("runs already");

        // From here on the new version's own command is called, as the link in packages/ has it.
        installation.Package = Path.Combine(installation.Home, "packages", "current");
        await using (var load = Load())
        {
            (await installation.Sea(Cancel, "upgrade", "--back")).ShouldSucceed().Output.ShouldContain("Back at 0.1.0-first");
            (await load.Stop()).ShouldHaveNoFailure();
        }
        (await ServerVersion()).ShouldBe("server-0.1.0-first");
        (await installation.Sea(Cancel, "upgrade", "--back")).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_version_that_does_not_start_gives_way_to_the_one_before()
    {
        var archive = await Package("0.1.0-broken", folder => TestPackage.ReplaceServer(folder, "#!/bin/sh\necho 'it is broken on purpose' >&2\nexit 1\n"));
        await using var load = Load();

        var failed = await installation.Sea(Cancel, "upgrade", archive);

        failed.ExitCode.ShouldBe(1, failed.ToString());
        failed.Errors.ShouldContain("it is broken on purpose");
        failed.Errors.ShouldContain("back at 0.1.0-first, which is ready. The database was not changed.");
        (await ServerVersion()).ShouldBe("server-0.1.0-first");
        (await load.Stop()).ShouldHaveNoFailure();
    }

    [Fact]
    public async Task A_version_that_changes_the_schema_and_then_fails_leaves_the_database_as_it_was()
    {
        var before = await Schema();
        var archive = await Package(
            "0.1.0-migrating",
            folder => TestPackage.ReplaceServer(folder, """
                #!/bin/sh
                psql --quiet --host="$POSTGRES_HOST" --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" <<'SQL'
                create table if not exists made_by_the_new_version (x int);
                drop table if exists idempotency_keys;
                insert into schema_migrations (number, name) values (9999, '9999_new') on conflict do nothing;
                SQL
                exit 1

                """),
            schema: 9999);
        await using var load = Load();

        var failed = await installation.Sea(Cancel, "upgrade", archive);

        failed.ExitCode.ShouldBe(1, failed.ToString());
        failed.Errors.ShouldContain("The database was restored from the backup made before");
        (await Schema()).ShouldBe(before);
        (await Ask("select coalesce(to_regclass('made_by_the_new_version')::text, 'none') || ' ' || to_regclass('idempotency_keys')::text")).ShouldBe("none idempotency_keys");
        (await ServerVersion()).ShouldBe("server-0.1.0-first");
        (await load.Stop()).ShouldHaveNoFailure();
        await installation.SampleAnswers(Cancel);
    }

    [Fact]
    public async Task A_package_that_is_not_what_its_sum_says_changes_nothing()
    {
        var archive = await Package("0.1.0-second");
        await File.AppendAllTextAsync(archive, "more", Cancel);

        var refused = await installation.Sea(Cancel, "upgrade", archive);

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("SHA256SUMS");
        (await ServerVersion()).ShouldBe("server-0.1.0-first");
        Directory.EnumerateFiles(Path.Combine(installation.Home, "backups")).ShouldBeEmpty();
    }

    private async Task<string> Package(string version, Action<string>? change = null, int? schema = null)
    {
        var folder = Path.Combine(installation.Scratch, version);
        await TestPackage.Make(folder, version, Cancel, schema);
        change?.Invoke(folder);
        return await TestPackage.Archive(folder, Cancel);
    }

    private SteadyLoad Load() => SteadyLoad.Start(new LoadOptions { Server = installation.Edge, Host = OperatedInstallation.SampleHost });

    private async Task<string> ServerVersion()
    {
        var status = JsonNode.Parse((await installation.Sea(Cancel, "status", "--json")).ShouldSucceed().Output)!;
        return status["services"]!.AsArray().Single(service => service!["name"]!.GetValue<string>() == "server")!["version"]!.GetValue<string>();
    }

    private Task<string> Schema() => Ask("select max(number)::text from schema_migrations");

    private async Task<string> Ask(string sql)
    {
        await using var connection = new NpgsqlConnection($"Host={installation.Home}/postgres/run;Username=seaworthy;Database=seaworthy;Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
