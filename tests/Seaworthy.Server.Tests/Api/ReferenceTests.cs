using System.Net;

namespace Seaworthy.Server.Tests.Api;

/// <summary>The page of the API shows every operation, without a script and without anybody else's files.</summary>
public sealed class ReferenceTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_operation_and_shape_is_shown_with_its_own_link()
    {
        using var root = server.Root();
        using var answer = await root.GetAsync("/docs/api", Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var page = await answer.Content.ReadAsStringAsync(Cancel);
        if (Environment.GetEnvironmentVariable("SEAWORTHY_KEEP_REFERENCE") is { Length: > 0 } file)
            await File.WriteAllTextAsync(file, page, Cancel);

        foreach (var operation in await Described.ReadAsync(server, Cancel))
            page.ShouldContain($"id=\"{operation.Json.GetProperty("operationId")}\"");
        page.ShouldContain("id=\"shape-App\"");
        page.ShouldNotContain("<script");
        page.ShouldNotContain("style=\"");
        page.ShouldNotContain("src=\"http");
    }
}
