using Npgsql;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Api;

namespace Seaworthy.SystemTests.Deployments;

/// <summary>An app for which there is no subnet is told so at its start deadline, and what to do; the others go on serving.</summary>
public sealed class NoSubnetTests
{
    private const int Deadline = 5;

    /// <summary>Of the pool of an installation under test.</summary>
    private const int Subnets = 64;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_every_subnet_is_in_use()
    {
        await using var world = await World.Start("subnets in use", Cancel);
        var serving = await TestedApp.Create(world, [], Cancel);
        await serving.BecomesLive(await serving.DeployDockerfile("v1", Cancel), Cancel);
        for (var used = 1; used < Subnets; used++)
            await TestedApp.Create(world, [], Cancel);
        await ExecuteAsync(world, """
            insert into networks (id, app_id, subnet, bridge)
            select a.id, a.id, n.subnet + 64 * row_number() over (order by a.id), 'sea' || substr(md5(a.id::text), 1, 12)
            from apps a, (select subnet from networks) n where not exists (select 1 from networks where app_id = a.id)
            """);

        var app = await TestedApp.Create(world, [("start_deadline_seconds", Deadline)], Cancel);
        var failed = await app.Becomes("failed", await app.DeployDockerfile("v1", Cancel), Cancel);

        failed.Reason.ShouldNotBeNull().ShouldContain("SEAWORTHY_SUBNETS");
        (await serving.Answer("/", Cancel)).Version.ShouldBe("v1");
        await serving.BecomesLive(await serving.DeployDockerfile("v2", Cancel), Cancel);

        await ExecuteAsync(world, "delete from networks where bridge in (select max(bridge) from networks n where not exists (select 1 from instances i where i.app_id = n.app_id))");
        await app.BecomesLive(await app.DeployDockerfile("v1", Cancel), Cancel);
    }

    [Fact]
    public async Task When_somebody_elses_network_lies_on_the_whole_range()
    {
        await using var world = await World.Start("subnets taken", Cancel);
        var other = $"seaworthy-test-{Guid.NewGuid():n}";
        await world.Installation.Engine.Docker(["network", "create", "--subnet", world.Installation.Subnets.ToString(), other], Cancel);
        DeploymentView failed;
        var app = await TestedApp.Create(world, [("start_deadline_seconds", Deadline)], Cancel);
        try
        {
            failed = await app.Becomes("failed", await app.DeployDockerfile("v1", Cancel), Cancel);
        }
        finally
        {
            await world.Installation.Engine.Docker(["network", "rm", other], CancellationToken.None);
        }

        failed.Reason.ShouldNotBeNull().ShouldContain("SEAWORTHY_SUBNETS");
        await app.BecomesLive(await app.DeployDockerfile("v1", Cancel), Cancel);
    }

    private static async Task ExecuteAsync(World world, string sql)
    {
        await using var connection = world.Installation.Database.Connection("seaworthy");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
