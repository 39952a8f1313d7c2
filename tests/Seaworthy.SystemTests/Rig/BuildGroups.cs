namespace Seaworthy.SystemTests.Rig;

/// <summary>Control groups that builds' steps ran in; none is left of a build that has ended, and so no process either.</summary>
public static class BuildGroups
{
    private static readonly string[] Trees = ["/sys/fs/cgroup/memory", "/sys/fs/cgroup/cpu", "/sys/fs/cgroup"];

    public static IEnumerable<string> Of(IEnumerable<Guid> builds)
    {
        var names = builds.Select(build => $"seaworthy-build-{build}").ToHashSet();
        return Trees.Where(Directory.Exists).SelectMany(Directory.GetDirectories).Where(path => names.Contains(Path.GetFileName(path)));
    }
}
