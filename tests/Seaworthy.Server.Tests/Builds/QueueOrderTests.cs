using Dapper;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Secrets;
using Seaworthy.Server.Platform.Work;
using Seaworthy.Server.Sources;
using Seaworthy.Testing.Database;

namespace Seaworthy.Server.Tests.Builds;

/// <summary>Which build comes next, on a real database and without any worker.</summary>
public sealed class QueueOrderTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly BuildQueueStore store = new(database.Db, Boot.New());
    private readonly RequestBuild request = new(
        new DataKeys(database.Db, database.Installation.MasterKey), new EnvironmentStore(database.Db, new DataKeys(database.Db, database.Installation.MasterKey)));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await using var connection = await database.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync("delete from builds");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Apps_take_turns_and_each_keeps_its_order()
    {
        var (busy, quiet) = (await AppAsync(), await AppAsync());
        var (first, second, third) = (await RequestAsync(busy), await RequestAsync(busy), await RequestAsync(quiet));

        (await store.ClaimAsync(Cancel))!.Id.ShouldBe(first);
        (await store.ClaimAsync(Cancel))!.Id.ShouldBe(third);
        (await store.ClaimAsync(Cancel)).ShouldBeNull();
        await EndAsync(first);
        (await store.ClaimAsync(Cancel))!.Id.ShouldBe(second);
    }

    [Fact]
    public async Task The_app_that_waited_longest_comes_first_whatever_it_queued_when()
    {
        var (busy, quiet) = (await AppAsync(), await AppAsync());
        var first = await RequestAsync(busy);
        await store.ClaimAsync(Cancel);
        await EndAsync(first);
        await RequestAsync(busy);
        var later = await RequestAsync(quiet);

        (await store.ClaimAsync(Cancel))!.Id.ShouldBe(later);
    }

    [Fact]
    public async Task No_build_is_given_to_two_workers()
    {
        for (var number = 0; number < 20; number++)
            await RequestAsync(await AppAsync());

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            var mine = new List<BuildId>();
            while (await store.ClaimAsync(Cancel) is { } build)
                mine.Add(build.Id);
            return mine;
        }));

        claims.SelectMany(mine => mine).Distinct().Count().ShouldBe(claims.Sum(mine => mine.Count));
    }

    [Fact]
    public async Task A_lease_of_this_boot_is_no_interruption()
    {
        await RequestAsync(await AppAsync());
        var claimed = await store.ClaimAsync(Cancel);

        (await store.InterruptedAsync(Cancel)).ShouldBeEmpty();
        (await new BuildQueueStore(database.Db, Boot.New()).InterruptedAsync(Cancel)).ShouldHaveSingleItem().Id.ShouldBe(claimed!.Id);
    }

    [Fact]
    public async Task A_password_in_the_address_is_sealed()
    {
        var build = await RequestAsync(await AppAsync(), "https://me:s3cret-word@example.org/app");

        await using var connection = await database.Db.OpenAsync(Cancel);
        var row = await connection.QuerySingleAsync<string>("select row_to_json(r)::text || row_to_json(b)::text from builds b join source_revisions r on r.id = b.revision_id where b.id = @build", new { build });
        row.ShouldContain("https://example.org/app");
        row.ShouldNotContain("s3cret-word");
        row.ShouldNotContain(Convert.ToHexStringLower("s3cret-word"u8));
    }

    private async Task<AppId> AppAsync()
    {
        var app = Ids.New<AppId>();
        var installation = database.Installation;
        await using var connection = await database.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync("""
            insert into apps (id, organization_id, project_id, server_id, name, slug, memory_bytes, cpu_millis)
            values (@app, @organization, @project, @server, 'Test', @slug, 1, 1)
            """, new { app, organization = installation.DefaultOrganization, project = installation.DefaultProject, server = installation.ServerId, slug = $"test-{app}" });
        return app;
    }

    private Task<BuildId> RequestAsync(AppId app, string address = "https://example.org/app")
    {
        GitUrl.TryParse(address, out var url, out _).ShouldBeTrue();
        return database.Db.InTransactionAsync(connection => request.RunAsync(connection, app, new SourceSpec.Git(url!, GitRef.Default), BuildOverrides.None, Cancel), Cancel);
    }

    private async Task EndAsync(BuildId build)
    {
        await using var connection = await database.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync("update builds set status = 'succeeded', completed_at = now() where id = @build", new { build });
    }
}
