namespace Seaworthy.Machine.Packages;

/// <summary>Decides where missing packages come from. Pure: the same facts always give the same plan.</summary>
public static class InstallPlanner
{
    /// <exception cref="UnknownDistributionException">There is no known way to install what is missing.</exception>
    /// <exception cref="EngineTooOldException">An engine is installed that would have to be removed first.</exception>
    public static InstallPlan Plan(PackageFacts facts)
    {
        var ownPackages = facts.Missing.SelectMany(OwnPackages).ToArray();
        var parts = new List<InstallPart>();
        if (ownPackages.Length > 0)
            parts.Add(FromDistribution(facts, ownPackages));
        if (facts.Missing.Any(DockerPackages.Concerns))
            AddDocker(facts, parts);
        return new InstallPlan(parts);
    }

    private static void AddDocker(PackageFacts facts, List<InstallPart> parts)
    {
        if (facts.InstalledEngine is { } version && facts.Missing.Contains(Need.Engine))
            throw new EngineTooOldException(version);

        // Plugins for an engine that is there come from wherever apt gets it from.
        var missing = facts.Missing.Where(DockerPackages.Concerns).ToArray();
        if (facts.VendorReachable && missing.Contains(Need.Engine))
            parts.Add(DockerPackages.FromVendor(facts.Distribution, missing));
        else if (DockerPackages.KnownToApt(facts, missing) is { } known)
            parts.Add(FromDistribution(facts, known));
        else if (facts.Distribution is { IsDebian: true, Codename: "bookworm" } && Mirror(facts) is { } mirror)
            parts.Add(DockerPackages.FromTrixie(mirror, missing));
        else
            throw new UnknownDistributionException(facts.Distribution, missing);
    }

    private static InstallPart FromDistribution(PackageFacts facts, IReadOnlyList<string> packages) => new(facts.Distribution.Name, packages)
    {
        // The distribution would start a cluster of its own on port 5432, which nobody here asked for.
        Files = packages.Contains("postgresql")
            ? new Dictionary<string, string> { ["/etc/postgresql-common/createcluster.d/seaworthy.conf"] = "create_main_cluster = false\n" }
            : new Dictionary<string, string>(),
    };

    private static AptSource? Mirror(PackageFacts facts) =>
        facts.Sources.FirstOrDefault(source => source.Suites.Contains(facts.Distribution.Codename) && source.Components.Contains("main"));

    private static string[] OwnPackages(Need need) => need switch
    {
        Need.Postgres => ["postgresql"],
        Need.Git => ["git"],
        Need.Iptables => ["iptables"],
        Need.Iproute => ["iproute2"],
        Need.Procps => ["procps"],
        Need.Busybox => ["busybox-static"],
        Need.Certificates => ["ca-certificates"],
        Need.Compiler => ["gcc", "libc6-dev"],
        _ => [],
    };
}
