using Dapper;
using Npgsql;
using Seaworthy.Edge.Client;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Rollouts.Planning;
using Seaworthy.Server.Rollouts.Running;
using Seaworthy.Server.Routes;
using Seaworthy.Testing.Database;

namespace Seaworthy.Server.Tests.Routes;

/// <summary>With the real edge. Apps are rows; nothing of them runs.</summary>
public sealed class RoutePublisherTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly CertificateAttempts attempts = new();
    private OwnEdge edge = null!;
    private RoutePublisher publisher = null!;
    private NpgsqlConnection connection = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        edge = await OwnEdge.StartAsync();
        publisher = NewPublisher();
        connection = await database.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync("truncate apps cascade");
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        publisher.Dispose();
        await edge.DisposeAsync();
    }

    [Fact]
    public async Task OfOneAppOnlyItsChangeIsSent()
    {
        var (shop, _) = (await AppAsync("shop"), await AppAsync("blog"));
        await publisher.PublishAsync(Cancel);
        var whole = await edge.WholeAsync();

        await InstanceAsync(shop, "10.0.0.2");
        await publisher.PublishAsync(shop, Cancel);

        var (table, status) = await publisher.ObserveAsync(Cancel);
        table.Of(shop)!.Targets.ShouldHaveSingleItem().Address.ShouldBe("10.0.0.2:8080");
        status.Version.ShouldBeGreaterThan(whole);
        (await edge.WholeAsync()).ShouldBe(whole);
        await IsWholeAsync();
    }

    [Fact]
    public async Task WhereNothingChanged_NothingIsSent()
    {
        var shop = await AppAsync("shop");
        await publisher.PublishAsync(Cancel);
        var version = (await edge.Client.GetStatusAsync(Cancel)).Version;

        await publisher.PublishAsync(shop, Cancel);
        await publisher.PublishAsync(Cancel);

        (await edge.Client.GetStatusAsync(Cancel)).Version.ShouldBe(version);
    }

    /// <summary>Instances of two rollouts that serve at once have the same ordinal, and so has one beside its successor.</summary>
    [Fact]
    public async Task WhereOnlyTheDatabaseReadsRowsInAnotherOrder_NothingIsSent()
    {
        var shop = await AppAsync("shop");
        await InstanceAsync(shop, "10.0.0.3");
        await InstanceAsync(shop, "10.0.0.2");
        await publisher.PublishAsync(Cancel);
        var version = (await edge.Client.GetStatusAsync(Cancel)).Version;

        // Knowing how few they are, it reads the rows as they stand, and no more by an index.
        await connection.ExecuteAsync("analyze instances");
        await publisher.PublishAsync(shop, Cancel);
        await publisher.PublishAsync(Cancel);
        // Written anew, behind the other.
        await connection.ExecuteAsync("update instances set name = name || '-2' where address = '10.0.0.3'");
        await publisher.PublishAsync(shop, Cancel);
        await publisher.PublishAsync(Cancel);

        (await edge.Client.GetStatusAsync(Cancel)).Version.ShouldBe(version);
    }

    [Fact]
    public async Task AnEdgeThatLostItsTableGetsItWhole()
    {
        var shop = await AppAsync("shop");
        await publisher.PublishAsync(Cancel);
        await edge.StopAsync();
        edge.Forget();
        await edge.StartAgainAsync();

        await publisher.ObserveAsync(Cancel);
        await IsWholeAsync();
        await edge.StopAsync();
        edge.Forget();
        await edge.StartAgainAsync();

        await RenameAsync(shop, "store");
        await publisher.PublishAsync(shop, Cancel);
        await IsWholeAsync();
        (await edge.WholeAsync()).ShouldBe((await edge.Client.GetStatusAsync(Cancel)).Version);
    }

    [Fact]
    public async Task AnEdgeThatComesBackWithChangesGoesOnFromThem()
    {
        var shop = await AppAsync("shop");
        await publisher.PublishAsync(Cancel);
        await InstanceAsync(shop, "10.0.0.2");
        await publisher.PublishAsync(shop, Cancel);
        await edge.StopAsync();
        await edge.StartAgainAsync();
        var whole = await edge.WholeAsync();

        (await publisher.ObserveAsync(Cancel)).Table.Of(shop)!.Targets.Count.ShouldBe(1);
        await RenameAsync(shop, "store");
        await publisher.PublishAsync(shop, Cancel);

        (await edge.WholeAsync()).ShouldBe(whole);
        await IsWholeAsync();
    }

    [Fact]
    public async Task WhatAnotherServerPut_IsReplacedAsAWhole()
    {
        var shop = await AppAsync("shop");
        await publisher.PublishAsync(Cancel);
        using var other = NewPublisher();
        await RenameAsync(shop, "store");
        await other.PublishAsync(Cancel);

        await RenameAsync(shop, "market");
        await publisher.PublishAsync(shop, Cancel);

        await IsWholeAsync();
    }

    [Fact]
    public async Task WhatCouldNotBePublished_IsBeforeAnybodyObserves()
    {
        var shop = await AppAsync("shop");
        await publisher.PublishAsync(Cancel);
        await edge.StopAsync();
        await InstanceAsync(shop, "10.0.0.2");
        await Should.ThrowAsync<EdgeUnavailableException>(() => publisher.PublishAsync(shop, Cancel));
        await edge.StartAgainAsync();

        (await publisher.ObserveAsync(Cancel)).Table.Of(shop)!.Targets.Count.ShouldBe(1);
        await IsWholeAsync();
    }

    [Fact]
    public async Task WhatMayHaveChanged_IsPublishedBeforeAnybodyObserves()
    {
        var shop = await AppAsync("shop");
        await publisher.PublishAsync(Cancel);
        await InstanceAsync(shop, "10.0.0.2");

        publisher.Owe(shop);

        (await publisher.ObserveAsync(Cancel)).Table.Of(shop)!.Targets.Count.ShouldBe(1);
    }

    [Fact]
    public async Task WhatAFailedStepMayHaveChanged_IsPublishedBeforeAnybodyObserves()
    {
        var shop = await AppAsync("shop");
        await publisher.PublishAsync(Cancel);
        await InstanceAsync(shop, "10.0.0.2");
        // Without a store to write to, it fails.
        var executor = new StepExecutor(docker: null!, rollouts: null!, instances: null!, containers: null!, networks: null!, publisher, queue: null!);
        var step = new SwitchServing(Ids.New<RolloutId>(), "every new instance is healthy");

        await Should.ThrowAsync<NullReferenceException>(() => executor.ExecuteAsync(new AppDesired { App = shop, Running = true }, step, Cancel));

        (await publisher.ObserveAsync(Cancel)).Table.Of(shop)!.Targets.Count.ShouldBe(1);
    }

    [Fact]
    public async Task ManyAtOnce_AllAreServedWhenTheyReturn()
    {
        await publisher.PublishAsync(Cancel);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(async number =>
        {
            AppId app;
            // Given back before the publication, which needs one too.
            await using (var own = await database.Db.OpenAsync(Cancel))
                app = await AppAsync($"app-{number}", own);
            await publisher.PublishAsync(app, Cancel);
            (await publisher.ObserveAsync(Cancel)).Table.Of(app).ShouldNotBeNull();
        }));

        await IsWholeAsync();
    }

    [Fact]
    public async Task ADomainGivesWayToASlugAndComesBack()
    {
        var blog = await AppAsync("blog");
        await DomainAsync(blog, $"shop.{database.Options.RouterDomain}", "/");
        await publisher.PublishAsync(Cancel);
        var shop = await AppAsync("shop");

        await publisher.PublishAsync(shop, Cancel);
        await IsWholeAsync();
        await publisher.PublishAsync(blog, Cancel);
        await IsWholeAsync();
        await RenameAsync(shop, "store");
        await publisher.PublishAsync(shop, Cancel);
        await IsWholeAsync();
        (await publisher.ObserveAsync(Cancel)).Table.Of(blog)!.Matches.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task AnyHistoryOfChanges_GivesTheSameTableAsTheWhole(int seed)
    {
        var random = new Random(seed);
        var apps = new List<AppId>();
        await publisher.PublishAsync(Cancel);
        for (var step = 0; step < 60; step++)
        {
            var changed = await ChangeSomethingAsync(random, apps);
            if (random.Next(5) > 0)
                await publisher.PublishAsync(changed, Cancel);
            else if (random.Next(2) == 0)
                continue;
            else
                await publisher.PublishAsync([.. apps], Cancel);
            if (random.Next(15) == 0)
            {
                await edge.StopAsync();
                await edge.StartAgainAsync();
            }
            if (random.Next(3) == 0)
            {
                // Also those that were left out above.
                await publisher.PublishAsync([.. apps], Cancel);
                await IsWholeAsync();
            }
        }
    }

    private RoutePublisher NewPublisher() => new(database.Db, edge.Client, database.Installation, database.Options, attempts);

    /// <summary>What the edge was given piece by piece is what would be put as a whole, and looking at everything finds nothing more.</summary>
    private async Task IsWholeAsync()
    {
        var whole = RouteTables.Compute(await RouteSnapshot.ReadAsync(connection), RouteHosts.Of(database.Options, database.Installation, attempts), "");
        var (table, status) = await publisher.ObserveAsync(Cancel);
        Text(table.Apps.Values).ShouldBe(Text(whole.Apps));
        await publisher.PublishAsync(Cancel);
        (await edge.Client.GetStatusAsync(Cancel)).Version.ShouldBe(status.Version);
    }

    private static string Text(IEnumerable<AppRoutes> apps) => string.Join('\n', apps.OrderBy(app => app.App).Select(app => $"{app.App} {app.Name} {app.State} {string.Join(' ', app.Matches)} {string.Join(' ', app.Targets)}"));

    private async Task<AppId> ChangeSomethingAsync(Random random, List<AppId> apps)
    {
        if (apps.Count < 3 || random.Next(6) == 0)
        {
            var added = await AppAsync($"{(char)('a' + random.Next(26))}{apps.Count}");
            apps.Add(added);
            return added;
        }
        var app = apps[random.Next(apps.Count)];
        switch (random.Next(7))
        {
            case 0:
                await RenameAsync(app, $"{(char)('a' + random.Next(26))}{apps.IndexOf(app)}");
                break;
            case 1:
                await connection.ExecuteAsync("update apps set deleted_at = now() where id = @app", new { app });
                break;
            case 2:
                await connection.ExecuteAsync("update apps set desired = case desired when 'running' then 'stopped' else 'running' end where id = @app", new { app });
                break;
            case 3:
                // A host that is, was or will be that of a slug.
                var host = $"{(char)('a' + random.Next(26))}{random.Next(apps.Count)}.{database.Options.RouterDomain}";
                await DomainAsync(app, host, random.Next(2) == 0 ? "/" : "/api");
                break;
            case 4:
                await connection.ExecuteAsync("delete from domain_hosts where app_id = @app", new { app });
                break;
            case 5:
                await InstanceAsync(app, $"10.0.0.{random.Next(2, 250)}");
                break;
            default:
                await connection.ExecuteAsync("update instances set draining_since = now() where app_id = @app", new { app });
                break;
        }
        return app;
    }

    private async Task<AppId> AppAsync(string slug, NpgsqlConnection? own = null)
    {
        var app = Ids.New<AppId>();
        await (own ?? connection).ExecuteAsync(
            """
            insert into apps (id, organization_id, project_id, server_id, name, slug, memory_bytes, cpu_millis) values (@app, @organization, @project, @server, @slug, @slug, 1, 1);
            insert into releases (id, app_id, number, env_ciphertext, data_key_id) select @release, @app, 1, ''::bytea, id from data_keys limit 1;
            insert into rollouts (id, app_id, release_id, kind, finished_at) values (@rollout, @app, @release, 'deploy', now());
            insert into serving (app_id, process, rollout_id, release_id) values (@app, 'web', @rollout, @release);
            """,
            new
            {
                app, slug, release = Ids.New<ReleaseId>(), rollout = Ids.New<RolloutId>(), server = database.Installation.ServerId,
                organization = database.Installation.DefaultOrganization, project = database.Installation.DefaultProject,
            });
        return app;
    }

    private Task InstanceAsync(AppId app, string address) => connection.ExecuteAsync(
        """
        insert into instances (id, app_id, rollout_id, release_id, process, ordinal, kind, server_id, name, address, port, healthy_at)
            select gen_random_uuid(), app_id, rollout_id, release_id, 'web', 1, 'service', @server, gen_random_uuid()::text, @address::inet, 8080, now() from serving where app_id = @app
            on conflict do nothing
        """,
        new { app, address, server = database.Installation.ServerId });

    private Task RenameAsync(AppId app, string slug) => connection.ExecuteAsync(
        "update apps set slug = @slug where id = @app and not exists (select 1 from apps where slug = @slug and deleted_at is null)", new { app, slug });

    private Task DomainAsync(AppId app, string host, string prefix) => connection.ExecuteAsync(
        """
        insert into domain_hosts (id, host, app_id) values (gen_random_uuid(), @host, @app) on conflict do nothing;
        insert into domains (id, app_id, host, path_prefix) select gen_random_uuid(), @app, @host, @prefix where exists (select 1 from domain_hosts where host = @host and app_id = @app)
            on conflict do nothing;
        """,
        new { app, host, prefix });
}
