using Npgsql;
using Seaworthy.Machine.Postgres;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Services;
using Seaworthy.Machine.Settings;
using Seaworthy.Testing;

namespace Seaworthy.Machine.Tests.Postgres;

/// <summary>The real thing: initdb, PostgreSQL as its own user, kept by a keeper.</summary>
public sealed class PrivateClusterTests : IAsyncLifetime
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryHome temporary = new();
    private readonly Installation installation;

    public PrivateClusterTests()
    {
        // PostgreSQL's user must be able to pass the folder above its data.
        File.SetUnixFileMode(temporary.Home.Root, (UnixFileMode)0b111_101_101);
        installation = new Installation(temporary.Home, new InstallationSettings(new Dictionary<string, string>()), new Keepers(temporary.Home, TimeProvider.System));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await installation.Supervisor.StopAsync(Service.Postgres, CancellationToken.None);
        temporary.Dispose();
    }

    [Fact]
    public async Task The_private_cluster_survives_a_kill_of_its_postmaster_and_lets_in_root_without_a_password_and_nobody_over_the_network()
    {
        (await PostgresStarter.EnsureAsync(installation, Cancellation)).ShouldBe(Ensured.Started);
        (await AskAsync("create table kept (x int); insert into kept values (42); select current_user || ' ' || current_setting('listen_addresses') || ' ' || current_setting('shared_buffers')"))
            .ShouldBe("seaworthy  32MB");
        var first = await ProcessAsync();
        ProcessTable.CommandLine(first.Id).ShouldContain("-D");
        File.GetUnixFileMode(temporary.Home.PostgresRun).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        await Signal.SendAsync(first, "KILL", Cancellation);

        await Eventually.Passes(async _ => (await AskAsync("select x::text from kept")).ShouldBe("42"), patience, "PostgreSQL answers again", Cancellation);
        (await ProcessAsync()).ShouldNotBe(first);
        (await PostgresStarter.EnsureAsync(installation, Cancellation)).ShouldBe(Ensured.AlreadyRunning);
    }

    private async Task<string> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(installation.Cluster.Spec.ConnectionString("seaworthy") + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private async Task<ProcessIdentity> ProcessAsync() => (await installation.Supervisor.ObserveAsync(Service.Postgres, Cancellation)).Process!.Value;
}
