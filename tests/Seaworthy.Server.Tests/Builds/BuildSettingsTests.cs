using Dapper;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Secrets;
using Seaworthy.Server.Sources;
using Seaworthy.Testing;

namespace Seaworthy.Server.Tests.Builds;

/// <summary>What an app and a request say about a build: target, arguments, variables and secrets.</summary>
public sealed class BuildSettingsTests(BuildServer server) : IClassFixture<BuildServer>
{
    private const string Secret = "correct-horse-battery-staple";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_reaches_the_step_and_stays_nowhere()
    {
        var app = await server.AppAsync();
        await SetAsync(app, "TOKEN", Secret, "secret", "build");
        await SetAsync(app, "FLAVOUR", "plain-words", "plain", "both");
        await SetAsync(app, "RUNTIME_ONLY", "not-for-builds", "plain", "runtime");
        var repository = await server.RepositoryAsync(("Dockerfile",
            $"FROM {server.BaseImage}\nARG FLAVOUR\nRUN --mount=type=secret,id=TOKEN wc -c < /run/secrets/TOKEN && echo flavour $FLAVOUR && test -z \"$RUNTIME_ONLY\"\n"));

        var id = await server.RequestAsync(app, repository.FileUrl);

        var build = await server.EndedAsync(id);
        var log = string.Join('\n', await server.LogAsync(id));
        build.Status.ShouldBe(BuildStatus.Succeeded, log);
        log.ShouldContain($"{Secret.Length}");
        log.ShouldContain("flavour plain-words");
        log.ShouldNotContain(Secret);
        await using var connection = await server.Database.Db.OpenAsync(Cancel);
        var row = await connection.QuerySingleAsync<(string Row, bool IsKept)>("select row_to_json(b)::text, b.secrets is not null from builds b where b.id = @id", new { id });
        row.Row.ShouldNotContain(Secret);
        row.IsKept.ShouldBeFalse();
        var history = await Tool.Run("docker", ["history", "--no-trunc", build.Images[0].Tag], Cancel);
        history.ShouldNotContain(Secret);
        var saved = Path.Combine(server.Options.Home, "saved.tar");
        await Tool.Run("docker", ["save", "--output", saved, build.Images[0].Tag], Cancel);
        (await File.ReadAllBytesAsync(saved, Cancel)).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Secret)).ShouldBe(-1);
        Directory.Exists(Path.Combine(server.Options.WorkDirectory, "builds", id.ToString())).ShouldBeFalse();
    }

    [Fact]
    public async Task A_secret_waits_sealed_in_the_queue()
    {
        await server.StopAsync();
        try
        {
            var app = await server.AppAsync();
            await SetAsync(app, "TOKEN", Secret, "secret", "both");
            var id = await server.RequestAsync(app, "https://git.example/app");

            await using var connection = await server.Database.Db.OpenAsync(Cancel);
            var (row, isThere) = await connection.QuerySingleAsync<(string, bool)>("select row_to_json(b)::text, b.secrets is not null from builds b where b.id = @id", new { id });
            isThere.ShouldBeTrue();
            row.ShouldNotContain(Secret);
            row.ShouldNotContain(Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(Secret)));
        }
        finally
        {
            await server.StartAsync();
        }
    }

    [Fact]
    public async Task The_app_says_target_and_arguments_and_a_request_may_say_otherwise()
    {
        var app = await server.AppAsync();
        await using (var connection = await server.Database.Db.OpenAsync(Cancel))
            await connection.ExecuteAsync("""update apps set dockerfile_path = 'deploy/Containerfile', build_target = 'first', build_args = '{"WORD": "app", "OTHER": "app"}' where id = @app""", new { app });
        var repository = await server.RepositoryAsync(("deploy/Containerfile",
            $"FROM {server.BaseImage} AS first\nARG WORD OTHER\nRUN echo first $WORD $OTHER\nFROM {server.BaseImage} AS second\nARG WORD OTHER\nRUN echo second $WORD $OTHER\n"));
        GitUrl.TryParse(repository.FileUrl, out var url, out _).ShouldBeTrue();

        var byApp = await server.RequestAsync(app, new SourceSpec.Git(url!, GitRef.Default), BuildOverrides.None);
        await server.EndedAsync(byApp);
        var byRequest = await server.RequestAsync(app, new SourceSpec.Git(url!, GitRef.Default), new BuildOverrides { Target = "second", Arguments = new Dictionary<string, string> { ["WORD"] = "request" } });
        await server.EndedAsync(byRequest);

        (await server.LogAsync(byApp)).ShouldContain("first app app");
        (await server.LogAsync(byApp)).ShouldNotContain("second app app");
        (await server.LogAsync(byRequest)).ShouldContain("second request app");
    }

    private Task SetAsync(AppId app, string key, string value, string kind, string scope)
    {
        var installation = server.Database.Installation;
        var environment = new EnvironmentStore(server.Database.Db, new DataKeys(server.Database.Db, installation.MasterKey));
        return server.Database.Db.InTransactionAsync(
            connection => environment.MergeAsync(connection, installation.DefaultOrganization, app, new Dictionary<string, string> { [key] = value }, kind, scope), Cancel);
    }
}
