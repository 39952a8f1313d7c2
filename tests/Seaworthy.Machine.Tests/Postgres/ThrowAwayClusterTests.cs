using Npgsql;
using Seaworthy.Machine.Postgres;

namespace Seaworthy.Machine.Tests.Postgres;

public sealed class ThrowAwayClusterTests
{
    [Fact]
    public async Task A_throw_away_cluster_takes_connections_without_a_password_and_leaves_nothing()
    {
        var cancellation = TestContext.Current.CancellationToken;
        string folder;
        await using (var cluster = await ThrowAwayCluster.StartAsync(cancellation))
        {
            folder = Path.GetDirectoryName(cluster.Spec.DataDirectory)!;
            await using var source = NpgsqlDataSource.Create(cluster.Spec.ConnectionString("postgres"));
            await using var ask = source.CreateCommand("select current_user || ' ' || current_setting('listen_addresses') || ' ' || current_setting('server_encoding')");
            (await ask.ExecuteScalarAsync(cancellation)).ShouldBe("seaworthy  UTF8");
            Directory.Exists(folder).ShouldBeTrue();
        }
        Directory.Exists(folder).ShouldBeFalse();
    }
}
