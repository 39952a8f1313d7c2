using Dapper;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Tests.Builds;

/// <summary>However much a build prints, its log has bounds, also over several attempts.</summary>
public sealed class BuildOutputTests(BuildServer server) : IClassFixture<BuildServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_log_with_very_many_lines_the_first_are_kept_and_it_says_so()
    {
        var build = await BuildAsync();

        await PrintAsync(build, BuildOutput.MostLines + 500, "line");
        await PrintAsync(build, 3, "of another attempt");

        (await KeptAsync(build)).ShouldBe((BuildOutput.MostLines + 1, 0, 1));
    }

    [Fact]
    public async Task Of_a_log_with_long_lines_the_first_ten_megabytes_are_kept_and_it_says_so()
    {
        var build = await BuildAsync();
        // Each of these characters has two bytes.
        var line = new string('ä', 512 * 1024);

        await PrintAsync(build, 4, line);
        await PrintAsync(build, 20, line);
        await PrintAsync(build, 3, "of another attempt");

        (await KeptAsync(build)).ShouldBe(((int)(BuildOutput.MostBytes / (1024 * 1024)) + 1, 0, 1));
    }

    /// <summary>One that has ended, with an empty log.</summary>
    private async Task<BuildId> BuildAsync()
    {
        var build = await server.RequestImageAsync(await server.AppAsync(), server.BaseImage, allowLocal: true);
        await server.EndedAsync(build);
        await using var connection = await server.Database.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync("delete from build_log where build_id = @build", new { build });
        return build;
    }

    private async Task PrintAsync(BuildId build, int lines, string line)
    {
        await using var output = await BuildOutput.OpenAsync(server.Database.Db, build, TimeProvider.System, Cancel);
        for (var number = 0; number < lines; number++)
            await output.LineAsync("1", "stdout", line);
    }

    private async Task<(int Lines, int OfAnotherAttempt, int SaysSo)> KeptAsync(BuildId build)
    {
        await using var connection = await server.Database.Db.OpenAsync(Cancel);
        return await connection.QuerySingleAsync<(int, int, int)>("""
            select count(*)::int, (count(*) filter (where line = 'of another attempt'))::int, (count(*) filter (where line like '%what follows is not kept.'))::int
            from build_log where build_id = @build
            """, new { build });
    }
}
