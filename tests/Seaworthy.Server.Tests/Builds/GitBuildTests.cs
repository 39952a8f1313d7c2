using Seaworthy.Server.Builds;

namespace Seaworthy.Server.Tests.Builds;

/// <summary>From a repository to an image, on the real engine.</summary>
public sealed class GitBuildTests(BuildServer server) : IClassFixture<BuildServer>
{
    [Fact]
    public async Task A_Dockerfile_becomes_an_image_with_its_steps_log_and_commit()
    {
        var app = await server.AppAsync();
        var repository = await server.RepositoryAsync(("Dockerfile", $"""
            FROM {server.BaseImage}
            ARG GREETING
            RUN echo "hello $GREETING"
            CMD ["/bin/sh"]
            """));

        var id = await server.RequestAsync(app, repository.FileUrl, "main", new() { ["GREETING"] = "world" });
        var build = await server.EndedAsync(id);

        build.Error.ShouldBeNull();
        build.Status.ShouldBe(BuildStatus.Succeeded);
        build.Pack.ShouldBe("dockerfile");
        build.Revision!.Length.ShouldBe(40);
        build.RevisionMessage.ShouldBe("Change");
        build.RevisionAuthor.ShouldBe("Tester <tester@example.test>");
        var image = build.Images.ShouldHaveSingleItem();
        image.Service.ShouldBe("app");
        image.ImageId.ShouldStartWith("sha256:");
        image.Tag.ShouldBe($"seaworthy/{app}:{id}");
        image.SizeBytes.ShouldBeGreaterThan(1_000_000);
        build.Processes.ShouldHaveSingleItem().ShouldBe(new BuildProcess { Name = "web", Kind = "service", Service = "app" });
        (await server.LogAsync(id)).ShouldContain("hello world");
        var steps = await server.Store.StepsAsync(id, TestContext.Current.CancellationToken);
        steps.ShouldContain(step => step.Name.StartsWith("[2/2] RUN echo", StringComparison.Ordinal) && step.CompletedAt != null);
        Directory.Exists(Path.Combine(server.Options.WorkDirectory, "builds", id.ToString())).ShouldBeFalse();
    }

    [Fact]
    public async Task A_failing_step_is_told_with_its_line_and_its_last_words()
    {
        var repository = await server.RepositoryAsync(("Dockerfile", $"""
            FROM {server.BaseImage}
            RUN (echo compiling; echo "undefined reference to main") >&2; exit 7
            """));

        var build = await server.EndedAsync(await server.RequestAsync(await server.AppAsync(), repository.FileUrl));

        build.Status.ShouldBe(BuildStatus.Failed);
        build.ErrorLine.ShouldBe(2);
        build.ErrorStep.ShouldBe("RUN (echo compiling; echo \"undefined reference to main\") >&2; exit 7");
        build.Error.ShouldBe("""
            Line 2 of the Dockerfile, RUN (echo compiling; echo "undefined reference to main") >&2; exit 7, ended with exit code 7.
            Its last lines:
            compiling
            undefined reference to main
            """);
        build.Images.ShouldBeEmpty();
    }
}
