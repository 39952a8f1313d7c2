using Seaworthy.Edge.Client;
using Seaworthy.Edge.Tests.Fixtures;

namespace Seaworthy.Edge.Tests.State;

public sealed class TableFileTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_restart_the_edge_serves_from_what_it_kept()
    {
        await using var upstream = TestUpstream.Saying("hello");
        await using var edge = await TestEdge.ForAsync(upstream);

        await edge.RestartAsync();

        (await edge.GetAsync()).Body.ShouldBe("hello");
        (await edge.StatusAsync()).Version.ShouldBe(1);
        (await edge.Client.PutTableAsync(Tables.Of(1), Cancel)).ShouldBe(new PutTableResult.Stale(1));
        File.GetUnixFileMode(edge.Options.TableFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task The_same_table_is_the_same_after_a_restart()
    {
        var table = Tables.Of(7, Tables.App("app.test", AppState.Stopped));
        await using var edge = await TestEdge.StartAsync();
        await edge.Client.PutTableAsync(table, Cancel);

        await edge.RestartAsync();

        (await edge.Client.PutTableAsync(table, Cancel)).ShouldBe(new PutTableResult.Applied(7));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"version\":")]
    [InlineData("null")]
    [InlineData("\0\0\0\0")]
    [InlineData("""{"version":3,"probe_token":"","apps":[null]}""")]
    public async Task A_file_that_is_no_table_is_put_aside_and_the_edge_starts_empty(string content)
    {
        await using var edge = await TestEdge.StartAsync();
        await edge.PutAsync(Tables.App("app.test", AppState.Stopped));
        await File.WriteAllTextAsync(edge.Options.TableFile, content, Cancel);

        await edge.RestartAsync();

        edge.Complaints.Take().ShouldStartWith("The kept table cannot be used");
        (await edge.StatusAsync()).Version.ShouldBe(0);
        (await edge.GetAsync()).Status.ShouldBe(404);
        var aside = Directory.GetFiles(Path.GetDirectoryName(edge.Options.TableFile)!).ShouldHaveSingleItem();
        Path.GetFileName(aside).ShouldStartWith("table.json.unusable-");
        (await File.ReadAllTextAsync(aside, Cancel)).ShouldBe(content);
        (await edge.Client.PutTableAsync(Tables.Of(1), Cancel)).ShouldBe(new PutTableResult.Applied(1));
    }

    [Fact]
    public async Task A_write_that_was_cut_short_does_no_harm()
    {
        await using var edge = await TestEdge.StartAsync();
        await edge.PutAsync(Tables.App("app.test", AppState.Stopped));
        await File.WriteAllTextAsync(edge.Options.TableFile + ".new", "{\"vers", Cancel);

        await edge.RestartAsync();

        (await edge.StatusAsync()).Version.ShouldBe(1);
        (await edge.Client.PutTableAsync(Tables.Of(2), Cancel)).ShouldBe(new PutTableResult.Applied(2));
    }
}
