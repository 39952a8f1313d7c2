using System.Globalization;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Builds.BuildKit;

/// <summary>
/// The control group that a build's RUN steps are put under, with the limits set before the first of them starts. Version 1 has a
/// tree per controller, version 2 one for all.
/// </summary>
internal sealed class BuildCgroup : IDisposable
{
    private const string Root = "/sys/fs/cgroup";
    private const string Prefix = "seaworthy-build-";
    private const int PeriodMicroseconds = 100_000;

    // A tenth of what any other group has: where somebody else wants to run, a build waits.
    private const string Shares = "102";
    private const string Weight = "10";

    private BuildCgroup(string name) => Name = name;

    /// <summary>For <c>--cgroup-parent</c>.</summary>
    public string Name { get; }

    public static string NameOf(BuildId build) => $"{Prefix}{build}";

    /// <summary>The builds, of whatever installation, that a group is left of.</summary>
    public static IReadOnlyList<BuildId> Left() => !Directory.Exists(Root) ? [] :
    [
        .. Directory.GetDirectories(Root).Prepend(Root).SelectMany(tree => Directory.GetDirectories(tree, Prefix + "*"))
            .Select(directory => Path.GetFileName(directory)[Prefix.Length..]).Distinct()
            .Select(id => Guid.TryParse(id, out var build) ? new BuildId(build) : (BuildId?)null).OfType<BuildId>(),
    ];

    /// <summary>Null where this machine's control groups cannot be used: then builds have no limits of their own.</summary>
    public static BuildCgroup? Create(string name, BuildLimits limits)
    {
        var group = new BuildCgroup($"/{name}");
        try
        {
            var quota = (limits.CpuMillis * (PeriodMicroseconds / 1000)).ToString(CultureInfo.InvariantCulture);
            var memory = limits.MemoryBytes.ToString(CultureInfo.InvariantCulture);
            if (File.Exists($"{Root}/cgroup.controllers"))
            {
                File.WriteAllText($"{Root}/cgroup.subtree_control", "+memory +cpu");
                group.Make(Root, ("memory.max", memory), ("cpu.max", $"{quota} {PeriodMicroseconds.ToString(CultureInfo.InvariantCulture)}"), ("cpu.weight", Weight));
            }
            else
            {
                group.Make($"{Root}/memory", ("memory.limit_in_bytes", memory));
                group.Make($"{Root}/cpu", ("cpu.cfs_period_us", PeriodMicroseconds.ToString(CultureInfo.InvariantCulture)), ("cpu.cfs_quota_us", quota), ("cpu.shares", Shares));
            }
            return group;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            group.Dispose();
            return null;
        }
    }

    /// <summary>Removes the groups that are empty by now; one in use stays, and the next build of its name takes it over.</summary>
    public void Dispose() => Remove(Name);

    /// <summary>
    /// Removes the group from every tree there is, not only from those that it was made in: runc makes the parent that it is given
    /// in each tree of version 1, and in systemd's own, and leaves it there.
    /// </summary>
    public static void Remove(string name)
    {
        if (!Directory.Exists(Root))
            return;
        foreach (var tree in Directory.GetDirectories(Root).Prepend(Root))
        {
            var directory = Path.Combine(tree, name.TrimStart('/'));
            if (Directory.Exists(directory))
                RemoveTree(directory);
        }
    }

    private void Make(string controller, params (string File, string Value)[] settings)
    {
        var directory = controller + Name;
        Directory.CreateDirectory(directory);
        foreach (var (file, value) in settings)
            File.WriteAllText(Path.Combine(directory, file), value);
    }

    /// <summary>The files of a control group cannot be deleted; removing the directory removes them.</summary>
    private static void RemoveTree(string directory)
    {
        try
        {
            foreach (var inner in Directory.GetDirectories(directory))
                RemoveTree(inner);
            Directory.Delete(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Still busy, or gone already.
        }
    }
}
