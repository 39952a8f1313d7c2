using Seaworthy.Machine.Processes;
using Seaworthy.SystemTests.Rig.Installations;

namespace Seaworthy.SystemTests.RigTests;

public sealed class InstallationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_server_and_database_come_back()
    {
        await using var installation = await Installation.Start("come-back", Cancel);

        await installation.KillServer(Cancel);
        installation.Database.Kill();
        await installation.StartDatabase(Cancel);
        installation.StartServer();

        await installation.BecomesReady(Cancel);
    }

    [Fact]
    public async Task Nothing_is_left_of_an_installation()
    {
        var installation = await Installation.Start("nothing-left", Cancel);
        var (home, server, database) = (installation.Home, installation.ServerProcessId, installation.Database.ProcessId);

        await installation.DisposeAsync();

        Directory.Exists(home).ShouldBeFalse();
        ProcessIdentity.Of(server).ShouldBeNull();
        ProcessIdentity.Of(database).ShouldBeNull();
    }
}
