using Seaworthy.Server.Builds;
using Seaworthy.Testing;

namespace Seaworthy.Server.Tests.Builds;

/// <summary>What a repository cannot do to the machine that builds it.</summary>
public sealed class HostileSourceTests(BuildServer server) : IClassFixture<BuildServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_Dockerfile_that_is_a_link_is_none()
    {
        var repository = await server.RepositoryAsync(("notes.txt", ""));
        File.CreateSymbolicLink(Path.Combine(repository.Folder, "Dockerfile"), "/etc/shadow");
        await CommitAsync(repository.Folder);

        var build = await server.EndedAsync(await server.RequestAsync(await server.AppAsync(), repository.FileUrl));

        build.Error.ShouldNotBeNull().ShouldStartWith("It is not clear how to build this.");
    }

    [Fact]
    public async Task A_base_path_that_is_a_link_is_none()
    {
        var repository = await server.RepositoryAsync(("notes.txt", ""));
        File.CreateSymbolicLink(Path.Combine(repository.Folder, "api"), "/etc");
        await CommitAsync(repository.Folder);

        var build = await server.EndedAsync(await server.RequestAsync(await server.AppAsync(), repository.FileUrl, basePath: "api"));

        build.Error.ShouldBe("The source has no folder api. Check the base path.");
    }

    [Fact]
    public async Task A_linked_file_is_copied_as_a_link_and_git_data_is_not_there()
    {
        var repository = await server.RepositoryAsync(("Dockerfile", $"""
            FROM {server.BaseImage}
            COPY . /source
            RUN echo "link: $(cat /source/link 2>&1)"; ls -a /source
            """));
        File.CreateSymbolicLink(Path.Combine(repository.Folder, "link"), "/etc/shadow");
        await CommitAsync(repository.Folder);

        var id = await server.RequestAsync(await server.AppAsync(), repository.FileUrl);
        var build = await server.EndedAsync(id);

        build.Status.ShouldBe(BuildStatus.Succeeded, build.Error);
        var log = await server.LogAsync(id);
        log.ShouldContain("link: cat: can't open '/source/link': No such file or directory");
        log.ShouldNotContain(".git");
    }

    [Fact]
    public async Task The_hosts_network_cannot_be_asked_for()
    {
        var repository = await server.RepositoryAsync(("Dockerfile", $"FROM {server.BaseImage}\nRUN --network=host id\n"));

        var build = await server.EndedAsync(await server.RequestAsync(await server.AppAsync(), repository.FileUrl));

        build.Error.ShouldNotBeNull().ShouldContain("network.host is not allowed");
    }

    [Fact]
    public async Task Memory_has_a_limit()
    {
        await server.StopAsync();
        server.BuildOptions = server.BuildOptions with { MemoryBytes = 64 * 1024 * 1024 };
        await server.StartAsync();
        var repository = await server.RepositoryAsync(("Dockerfile", $"FROM {server.BaseImage}\nRUN dd if=/dev/zero of=/dev/null bs=300M count=1\n"));

        var build = await server.EndedAsync(await server.RequestAsync(await server.AppAsync(), repository.FileUrl));

        build.Error.ShouldNotBeNull().ShouldContain("the 64 MB that a build may use");
    }

    [Fact]
    public async Task Two_apps_share_no_cache_mount()
    {
        var repository = await server.RepositoryAsync(("Dockerfile", $"""
            FROM {server.BaseImage}
            ARG WHO
            RUN --mount=type=cache,target=/cache,id=shared ls /cache && echo mine > /cache/secret-of-$WHO
            """));
        var owner = await server.AppAsync();
        (await server.EndedAsync(await server.RequestAsync(owner, repository.FileUrl, buildArgs: new() { ["WHO"] = $"{owner}" }))).Error.ShouldBeNull();

        var stranger = await server.RequestAsync(await server.AppAsync(), repository.FileUrl, buildArgs: new() { ["WHO"] = "stranger" });
        (await server.EndedAsync(stranger)).Error.ShouldBeNull();
        var again = await server.RequestAsync(owner, repository.FileUrl, buildArgs: new() { ["WHO"] = "again" });
        (await server.EndedAsync(again)).Error.ShouldBeNull();

        (await server.LogAsync(stranger)).ShouldNotContain($"secret-of-{owner}");
        (await server.LogAsync(again)).ShouldContain($"secret-of-{owner}");
    }

    [Fact]
    public async Task No_build_starts_on_a_disk_that_is_nearly_full()
    {
        await server.StopAsync();
        var before = server.BuildOptions;
        server.BuildOptions = before with { DiskReserveBytes = long.MaxValue };
        await server.StartAsync();

        var build = await server.EndedAsync(await server.RequestAsync(await server.AppAsync(), "file:///nowhere"));
        await server.StopAsync();
        server.BuildOptions = before;
        await server.StartAsync();

        build.Error.ShouldNotBeNull().ShouldContain("SEAWORTHY_BUILD_DISK_RESERVE_MB");
    }

    private static async Task CommitAsync(string folder)
    {
        await Tool.Run("git", ["add", "--all"], Cancel, folder);
        await Tool.Run("git", ["-c", "user.name=Tester", "-c", "user.email=tester@example.test", "commit", "--quiet", "--message", "Link"], Cancel, folder);
    }
}
