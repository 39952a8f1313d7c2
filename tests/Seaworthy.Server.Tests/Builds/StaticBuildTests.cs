using System.Net;
using Seaworthy.Docker;
using Seaworthy.Server.Builds;
using Seaworthy.Testing;

namespace Seaworthy.Server.Tests.Builds;

/// <summary>Files become an image that serves them, without any registry.</summary>
public sealed class StaticBuildTests(BuildServer server) : IClassFixture<BuildServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_are_served_without_rights_and_without_secrets()
    {
        var repository = await server.RepositoryAsync(
            ("index.html", "<p>ahoy</p>"), ("sub/logo.svg", "<svg/>"), (".env", "SECRET=1"), ("sub/.htpasswd", "x"), (".well-known/security.txt", "mailto:a@example.test"));

        var build = await server.EndedAsync(await server.RequestAsync(await server.AppAsync(), repository.FileUrl));

        build.Error.ShouldBeNull();
        (build.Status, build.Pack).ShouldBe((BuildStatus.Succeeded, "static"));
        using var engine = new DockerEngine(new DockerEngineOptions());
        var image = (await engine.Images.InspectAsync(build.Images.Single().Tag, Cancel))!;
        image.Config.User.ShouldBe("65534:65534");
        var container = (await Tool.Run("docker", ["run", "--detach", "--rm", "--label", "seaworthy.test=static", "--env", "PORT=9000", image.Id], Cancel)).Trim();
        try
        {
            var address = (await Tool.Run("docker", ["inspect", "--format", "{{.NetworkSettings.IPAddress}}", container], Cancel)).Trim();
            using var http = new HttpClient { BaseAddress = new Uri($"http://{address}:9000") };
            await Eventually.Passes(async ct => (await http.GetStringAsync("/", ct)).ShouldBe("<p>ahoy</p>"), BuildServer.Patience, "it does not answer", Cancel);

            var logo = await http.GetAsync("/sub/logo.svg", Cancel);
            logo.Content.Headers.ContentType?.MediaType.ShouldBe("image/svg+xml");
            (await http.GetStringAsync("/.well-known/security.txt", Cancel)).ShouldStartWith("mailto:");
            (await http.GetAsync("/.env", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await http.GetAsync("/sub/.htpasswd", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
        finally
        {
            await Tool.Run("docker", ["rm", "--force", container], CancellationToken.None);
        }
    }

    [Theory]
    [InlineData("/bin/busybox", true)]
    [InlineData("/bin/ls", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("/no/such/program", false)]
    public void A_static_program_needs_no_interpreter(string path, bool isStatic) => StaticImage.IsStaticProgram(path).ShouldBe(isStatic);
}
