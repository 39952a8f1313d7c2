using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Containers;
using Seaworthy.Server.Platform;
using Seaworthy.Testing;

namespace Seaworthy.Server.Tests.Deployments.Settings;

/// <summary>What people see of an app that crashes again and again, and what follows when they ask for the way back then.</summary>
public sealed class CrashingAppTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private const string Trouble = "web.1 crashes again and again: 5 times within a minute";
    private readonly SettingsApi api = new(server);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => api.Dispose();

    [Fact]
    public async Task It_says_so_as_long_as_it_lasts()
    {
        var app = await CrashingAsync();

        (await api.GetAsync(app))["trouble"]!.GetValue<string>().ShouldBe(Trouble);
        using var viewer = server.Client(await server.TokenAsync(Role.Viewer, Cancel));
        (await viewer.GetStringAsync(app.Replace("/api/v1", "", StringComparison.Ordinal), Cancel)).ShouldContain(Trouble);

        await using var connection = await server.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync("update instances set crashing_at = null, crash_loop = null where app_id = @id", new { id = IdOf(app) });
        (await api.GetAsync(app))["trouble"].ShouldBeNull();
    }

    [Fact]
    public async Task Asked_for_the_way_back_it_goes_then()
    {
        var app = await CrashingAsync();

        await api.DoAsync(HttpMethod.Patch, $"{app}?dry_run=true", new JsonObject { ["return_when_crashing"] = true });
        (await DeploymentsAsync(app)).ShouldBeEmpty();
        await api.DoAsync(HttpMethod.Patch, app, new JsonObject { ["return_when_crashing"] = true });

        await Eventually.True(async _ => (await DeploymentsAsync(app)).Count == 1, TimeSpan.FromSeconds(20), "the app goes back", Cancel);
        var back = (await DeploymentsAsync(app))[0]!;
        back["trigger"]!.GetValue<string>().ShouldBe("return");
        back["release"]!.GetValue<int>().ShouldBe(1);
        back["reason"]!.GetValue<string>().ShouldStartWith("web.1 crashed 5 times within a minute: back to v1");
    }

    [Fact]
    public void A_container_is_called_crashing_unless_something_else_is_done_with_it()
    {
        var container = new ManagedContainer
        {
            Id = default, AppId = default, AppSlug = "shop", RolloutId = default, Kind = "service", Process = "web", Ordinal = 1, Name = "sea-web", Address = "10.0.0.2",
            HealthyAt = DateTimeOffset.UnixEpoch, CrashLoop = "5 times within a minute",
        };

        (ContainerShape.From(container, null).Status, ContainerShape.From(container, null).CrashLoop).ShouldBe(("crashing", "5 times within a minute"));
        ContainerShape.From(container with { DrainingSince = DateTimeOffset.UnixEpoch }, null).Status.ShouldBe("draining");
        ContainerShape.From(container with { CrashLoop = null }, null).Status.ShouldBe("running");
    }

    private async Task<JsonArray> DeploymentsAsync(string app) => (await api.GetAsync($"{app}/deployments")).AsArray();

    /// <summary>v1 has served well; v2 serves, and crashes.</summary>
    private async Task<string> CrashingAsync()
    {
        var app = await api.NewAppAsync();
        await using var connection = await server.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync(
            """
            insert into releases (id, app_id, number, env_ciphertext, data_key_id, proven_at)
                select release.id, @app, release.number, ''::bytea, key.id, now() from (values (@first, 1), (@second, 2)) release (id, number), (select id from data_keys limit 1) key;
            insert into rollouts (id, app_id, release_id, kind, finished_at) values (@rollout, @app, @second, 'deploy', now());
            insert into serving (app_id, process, rollout_id, release_id) values (@app, 'web', @rollout, @second);
            insert into instances (id, app_id, rollout_id, release_id, process, ordinal, kind, server_id, name, address, crashing_at, crash_loop)
                values (@instance, @app, @rollout, @second, 'web', 1, 'service', @server, @instance::text, '10.0.0.2', now(), '5 times within a minute');
            """,
            new
            {
                app = IdOf(app), first = Guid.CreateVersion7(), second = Guid.CreateVersion7(), rollout = Guid.CreateVersion7(), instance = Guid.CreateVersion7(),
                server = server.Services.GetRequiredService<Installation>().ServerId,
            });
        return app;
    }

    private static Guid IdOf(string app) => Guid.Parse(app[(app.LastIndexOf('/') + 1)..]);
}
