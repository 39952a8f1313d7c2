using System.Net;
using System.Net.Http.Json;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Tests.Accounts;

namespace Seaworthy.Server.Tests.Dashboard;

/// <summary>What the pages say; how they look is for people to judge.</summary>
public sealed class PageTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_home_page_of_an_empty_organization_says_what_to_do_next()
    {
        var token = await server.TokenAsync(Role.Viewer, Cancel, await server.NewOrganizationAsync(Cancel));

        (await PageAsync(token, "/")).ShouldContain("sea deploy");
    }

    [Fact]
    public async Task The_home_page_shows_each_app_with_its_state_address_and_last_deployment()
    {
        var rows = await OthersRows.CreateAsync(server, Cancel);
        var html = await PageAsync(await server.TokenAsync(Role.Viewer, Cancel), "/");

        html.ShouldContain("Theirs");
        html.ShouldContain("failed");
        html.ShouldContain($"/deployments/{rows.IdOf("deployments")}");
        html.ShouldContain(".localhost:");
    }

    [Fact]
    public async Task App_and_deployment_have_pages_that_link_to_each_other()
    {
        var rows = await OthersRows.CreateAsync(server, Cancel);
        var token = await server.TokenAsync(Role.Viewer, Cancel);

        (await PageAsync(token, $"/apps/{rows.IdOf("apps")}")).ShouldContain($"/deployments/{rows.IdOf("deployments")}");
        (await PageAsync(token, $"/deployments/{rows.IdOf("deployments")}")).ShouldContain("Deployment 1");
    }

    [Fact]
    public async Task What_users_write_is_text_never_markup()
    {
        using var root = server.Root();
        using var made = await root.PostAsJsonAsync("/api/v1/apps", new { name = "<script>alert(1)</script>", slug = "markup" }, Cancel);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var html = await PageAsync(await server.TokenAsync(Role.Viewer, Cancel), "/apps/markup");

        html.ShouldContain("&lt;script&gt;");
        html.ShouldNotContain("<script");
        html.ShouldNotContain("style=");
    }

    [Fact]
    public async Task Style_and_pictures_are_served()
    {
        using var client = server.Client();
        foreach (var file in (string[])["/css/tokens.css", "/css/site.css", "/favicon.svg"])
            (await client.GetAsync(file, Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK, file);
    }

    private async Task<string> PageAsync(string token, string path)
    {
        using var client = server.Client(token);
        using var answer = await client.GetAsync(path, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }
}
