using Seaworthy.Server.Builds.BuildKit;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Tests.Builds.BuildKit;

public sealed class BuildCgroupTests
{
    private const string Root = "/sys/fs/cgroup";

    [Fact]
    public void Dispose_GroupThatRuncMadeInEveryTree_LeavesNothingInAny()
    {
        var build = new BuildId(Guid.CreateVersion7());
        var name = BuildCgroup.NameOf(build);
        var group = BuildCgroup.Create(name, new BuildLimits(64 * 1024 * 1024, 500));
        Assert.SkipWhen(group is null, "this machine's control groups cannot be used");
        // As runc leaves them: the parent that it was given, and one level of its own.
        string[] trees = File.Exists($"{Root}/cgroup.controllers") ? [Root] : Directory.GetDirectories(Root);
        foreach (var tree in trees)
            Directory.CreateDirectory(Path.Combine(tree, name, "buildkit"));
        BuildCgroup.Left().ShouldContain(build);

        group.Dispose();

        trees.Where(tree => Directory.Exists(Path.Combine(tree, name))).ShouldBeEmpty();
        BuildCgroup.Left().ShouldNotContain(build);
    }

    [Fact]
    public void Create_AnyBuild_YieldsToWhoeverElseWantsTheProcessor()
    {
        var name = BuildCgroup.NameOf(new BuildId(Guid.CreateVersion7()));
        using var group = BuildCgroup.Create(name, new BuildLimits(64 * 1024 * 1024, 500));
        Assert.SkipWhen(group is null, "this machine's control groups cannot be used");

        var (file, others) = File.Exists($"{Root}/cgroup.controllers") ? ($"{Root}/{name}/cpu.weight", 100) : ($"{Root}/cpu/{name}/cpu.shares", 1024);

        int.Parse(File.ReadAllText(file), null).ShouldBeLessThanOrEqualTo(others / 10);
    }
}
