namespace Seaworthy.Packs.Tests;

/// <summary>Trees in, plans out, compared as text.</summary>
public sealed class PackDetectorTests
{
    [Theory]
    [InlineData("Dockerfile")]
    [InlineData("dockerfile")]
    [InlineData("Dockerfile.prod")]
    [InlineData("Dockerfile.production")]
    public async Task A_Dockerfile_under_any_of_its_names_is_used(string name) => (await PlanAsync(Tree.Of(name, "main.c"))).ShouldBe($"""
        pack dockerfile in /
        dockerfile {name}
        service web: the image's own command
        because the root of the source has a {name}

        """);

    [Fact]
    public async Task The_plain_Dockerfile_goes_before_those_for_production() =>
        (await PlanAsync(Tree.Of("Dockerfile.prod", "Dockerfile", "index.html"))).ShouldContain("dockerfile Dockerfile\n");

    [Fact]
    public async Task Only_the_base_path_is_looked_at() => (await PlanAsync(Tree.Of("Dockerfile", "api/Dockerfile"), new() { BasePath = "api" })).ShouldBe("""
        pack dockerfile in /api
        dockerfile api/Dockerfile
        service web: the image's own command
        because api has a Dockerfile

        """);

    [Theory]
    [InlineData("docker/web.Dockerfile", "api/docker/web.Dockerfile")]
    [InlineData("ops/Dockerfile", "ops/Dockerfile")]
    public async Task A_named_Dockerfile_lies_in_the_base_path_or_in_the_root(string named, string found) =>
        (await PlanAsync(Tree.Of("api/main.c", "api/docker/web.Dockerfile", "ops/Dockerfile"), new() { BasePath = "api", DockerfilePath = named })).ShouldBe($"""
            pack dockerfile in /api
            dockerfile {found}
            service web: the image's own command
            because the Dockerfile to use is set to {named}

            """);

    [Fact]
    public async Task A_Procfile_adds_its_processes() => (await PlanAsync(new Tree(("Dockerfile", ""), ("Procfile", "web: /app web\nworker: /app work | tee log\nrelease: /app migrate\n")))).ShouldBe("""
        pack dockerfile in /
        dockerfile Dockerfile
        service web: /app | web
        service worker: /bin/sh | -c | /app work | tee log
        release release: /app | migrate
        because the root of the source has a Dockerfile
        because its Procfile names web, worker, release

        """);

    [Fact]
    public async Task Without_a_web_in_the_Procfile_the_image_itself_is_web() => (await PlanAsync(new Tree(("Dockerfile", ""), ("Procfile", "worker: /app work")))).ShouldBe("""
        pack dockerfile in /
        dockerfile Dockerfile
        service web: the image's own command
        service worker: /app | work
        because the root of the source has a Dockerfile
        because its Procfile names worker
        because the Procfile names no web, so the image's own command is web

        """);

    [Fact]
    public async Task A_Procfile_of_another_folder_does_not_count() =>
        (await PlanAsync(new Tree(("Procfile", "worker: /app work"), ("api/Dockerfile", "")), new() { BasePath = "api" })).ShouldNotContain("worker");

    [Theory]
    [InlineData("index.html", "")]
    [InlineData("public/index.html", "public")]
    [InlineData("dist/index.html", "dist")]
    [InlineData("build/index.html", "build")]
    [InlineData("site/index.html", "site")]
    public async Task A_folder_with_an_index_is_served_as_it_is(string index, string served) => (await PlanAsync(Tree.Of(index, "notes.txt"))).ShouldBe($"""
        pack static in /{served}
        service web: the image's own command
        because there is no Dockerfile, but {index}: its folder is served as it is

        """);

    [Fact]
    public async Task What_is_served_leaves_secrets_and_history_out()
    {
        var generated = (await FoundAsync(Tree.Of("index.html"), new PackRequest())).Generated.ShouldNotBeNull();

        generated.Dockerfile.ShouldBe("FROM seaworthy/static:1\nCOPY . /srv\n");
        generated.DockerIgnore.Split('\n').ShouldContain("**/.*");
    }

    [Fact]
    public async Task Nothing_known_says_what_was_looked_for_and_what_to_do() => (await FaultAsync(Tree.Of("notes.txt"), new PackRequest())).ShouldBe("""
        It is not clear how to build this. In the root of the source there is none of Dockerfile, dockerfile, Dockerfile.prod, Dockerfile.production, nor an index.html there or in public, dist, build, site.
        Add a Dockerfile, or name the one to use, or the folder that is to be built.
        """);

    [Theory]
    [InlineData("api", null, "The source has no folder api. Check the base path.")]
    [InlineData("", "ops/Dockerfile", "There is no file ops/Dockerfile in the root of the source. Check the path of the Dockerfile; a link is not followed.")]
    [InlineData("web", "ops/Dockerfile", "There is no file ops/Dockerfile in web nor in the root of the source. Check the path of the Dockerfile; a link is not followed.")]
    public async Task What_is_named_must_be_there(string basePath, string? dockerfile, string fault) =>
        (await FaultAsync(Tree.Of("Dockerfile", "web/Dockerfile"), new PackRequest { BasePath = basePath, DockerfilePath = dockerfile })).ShouldBe(fault);

    [Fact]
    public async Task A_faulty_Procfile_fails_the_detection() =>
        (await FaultAsync(new Tree(("Dockerfile", ""), ("Procfile", "web ./server")), new PackRequest())).ShouldStartWith("Line 1 of the Procfile");

    private static async Task<string> PlanAsync(Tree tree, PackRequest? request = null) => (await FoundAsync(tree, request ?? new PackRequest())).ToString();

    private static async Task<BuildPlan> FoundAsync(Tree tree, PackRequest request) => (await PackDetector.DetectAsync(tree, request)).ShouldBeOfType<Detection.Found>().Plan;

    private static async Task<string> FaultAsync(Tree tree, PackRequest request) => (await PackDetector.DetectAsync(tree, request)).ShouldBeOfType<Detection.NotFound>().Message;
}
