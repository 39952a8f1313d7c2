using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Seaworthy.Docker;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Rollouts.Running;
using Seaworthy.Testing;
using Seaworthy.Testing.Database;
using Seaworthy.Testing.Docker;

namespace Seaworthy.Server.Tests.Rollouts.Running;

public sealed class StraysTests : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly AppId app = Ids.New<AppId>();
    private readonly InstanceId instance = Ids.New<InstanceId>();
    private readonly TestDatabase database;
    private readonly FakeEngine engine = new(new FakeTimeProvider());
    private readonly Strays strays;

    public StraysTests(TestDatabase database)
    {
        this.database = database;
        engine.Images.Add("app", FakeBehaviour.Serving);
        strays = new Strays(database.Db, engine, database.Installation, NullLogger<Strays>.Instance);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await InstanceRows.InsertAsync(database, app, instance, "running", Cancel);

    public ValueTask DisposeAsync()
    {
        engine.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_an_open_row_describes_stays()
    {
        await CreateAsync("sea-known", instance.ToString());

        (await LeftAsync()).ShouldBe(["sea-known"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_made_after_its_row_was_closed_goes(bool isStarted)
    {
        await CreateAsync("sea-late", instance.ToString());
        if (isStarted)
            await engine.Containers.StartAsync("sea-late", Cancel);
        await using var connection = await database.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync("update instances set removed_at = now() where id = @instance", new { instance });

        (await LeftAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_no_row_knows_goes()
    {
        await CreateAsync("sea-of-a-later-day", Ids.New<InstanceId>().ToString());

        (await LeftAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("web")]
    public async Task What_is_no_instance_stays(string? label)
    {
        await CreateAsync("a-helper", label);

        (await LeftAsync()).ShouldBe(["a-helper"]);
    }

    [Fact]
    public async Task A_network_that_no_row_knows_goes_and_another_stays()
    {
        await using var connection = await database.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync("insert into networks (id, app_id, subnet, bridge) values (gen_random_uuid(), @app, '10.9.0.0/26', 'sea-test')", new { app });
        foreach (var (name, of) in new[] { ("known", app), ("late", Ids.New<AppId>()) })
        {
            var labels = new Dictionary<string, string> { [Labels.Installation] = database.Installation.Id.ToString(), [Labels.App] = of.ToString() };
            await engine.Networks.CreateAsync(new NetworkSpec { Name = name, Labels = labels }, Cancel);
        }
        await engine.Networks.CreateAsync(new NetworkSpec { Name = "foreign", Labels = new Dictionary<string, string> { [Labels.App] = Ids.New<AppId>().ToString() } }, Cancel);

        await strays.RemoveAsync([], Cancel);

        (await engine.Networks.ListAsync([Labels.App], Cancel)).Select(network => network.Name).ShouldBe(["known", "foreign"], ignoreOrder: true);
    }

    private Task<CreateContainerResult> CreateAsync(string name, string? label)
    {
        var labels = label is null ? [] : new Dictionary<string, string> { [Labels.Instance] = label };
        return engine.Containers.CreateAsync(new ContainerSpec { Name = name, Image = "app", Labels = labels }, Cancel);
    }

    private async Task<IEnumerable<string>> LeftAsync()
    {
        await strays.RemoveAsync(await ListAsync(), Cancel);
        return (await ListAsync()).Select(container => container.Name);
    }

    private Task<IReadOnlyList<ContainerSummary>> ListAsync() => engine.Containers.ListAsync(new ContainerQuery(), Cancel);
}
