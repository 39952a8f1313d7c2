using Npgsql;
using Seaworthy.SystemTests.Rig.Load;
using Seaworthy.SystemTests.Rig.Operated;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Operating;

/// <summary>A clone of this very repository goes where its origin goes: every version is built from its sources.</summary>
public sealed class GitUpgradeTests
{
    private static readonly Dictionary<string, string> nothing = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clone_follows_its_origin_through_a_migration_and_comes_back_from_a_version_that_fails()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("SEAWORTHY_LONG") == "1", "builds Seaworthy three times, which takes minutes");
        Assert.SkipUnless(Path.Exists(Path.Combine(Checkout.Root, ".git")), "the sources that are tested are no clone");
        await using var installation = await OperatedInstallation.Prepare(Cancel);
        var (origin, clone) = (Path.Combine(installation.Scratch, "origin"), Path.Combine(installation.Scratch, "clone"));
        await Git(installation.Scratch, "clone", "--quiet", "--no-local", Checkout.Root, origin);
        await Git(origin, "checkout", "--quiet", "-B", "main");
        await Git(installation.Scratch, "clone", "--quiet", "--no-local", origin, clone);
        (await installation.Call([Path.Combine(clone, "sea"), "up"], nothing, Cancel)).ShouldSucceed();
        installation.NoteId();
        await installation.SampleHasProven(1, Cancel);

        await Migrate(origin, 9001);
        await using (var load = Load(installation))
        {
            (await installation.Call([Path.Combine(clone, "sea"), "upgrade"], nothing, Cancel)).ShouldSucceed().Output.ShouldContain("Add migration 9001");
            (await load.Stop()).ShouldHaveNoFailure();
        }
        (await Schema(installation)).ShouldBe(9001);
        var good = await Git(clone, "rev-parse", "HEAD");

        // It changes the schema, and then cannot start.
        var startup = Path.Combine(origin, "src", "Seaworthy.Server", "Platform", "Hosting", "Startup.cs");
        var text = await File.ReadAllTextAsync(startup, Cancel);
        const string Begin = "await bootLock.BeginAsync();";
        text.ShouldContain(Begin);
        await File.WriteAllTextAsync(startup, text.Replace(Begin, "Environment.FailFast(\"broken on purpose\");", StringComparison.Ordinal), Cancel);
        await Migrate(origin, 9002);
        await using (var load = Load(installation))
        {
            var failed = await installation.Call([Path.Combine(clone, "sea"), "upgrade"], nothing, Cancel);

            failed.ExitCode.ShouldBe(1, failed.ToString());
            failed.Errors.ShouldContain("broken on purpose", customMessage: failed.ToString());
            failed.Errors.ShouldContain("The database was restored", customMessage: failed.ToString());
            (await load.Stop()).ShouldHaveNoFailure();
        }
        (await Schema(installation)).ShouldBe(9001);
        (await Git(clone, "rev-parse", "HEAD")).ShouldBe(good);
        using var admin = installation.Admin();
        (await admin.IsReady(Cancel)).ShouldBeTrue();
    }

    private static async Task Migrate(string origin, int number)
    {
        await File.WriteAllTextAsync(
            Path.Combine(origin, "src", "Seaworthy.Server", "Platform", "Database", "migrations", $"{number}_tried.sql"), $"create table tried_{number} (x int);\n", Cancel);
        await Git(origin, "add", "--all");
        await Git(origin, "-c", "user.name=Tester", "-c", "user.email=tester@example.test", "commit", "--quiet", $"--message=Add migration {number}");
    }

    private static SteadyLoad Load(OperatedInstallation installation) =>
        SteadyLoad.Start(new LoadOptions { Server = installation.Edge, Host = OperatedInstallation.SampleHost });

    private static async Task<int> Schema(OperatedInstallation installation)
    {
        await using var connection = new NpgsqlConnection($"Host={installation.Home}/postgres/run;Username=seaworthy;Database=seaworthy;Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand("select max(number) from schema_migrations", connection);
        return (int)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private static Task<string> Git(string folder, params string[] arguments) => Tool.Run("git", arguments, Cancel, folder);
}
