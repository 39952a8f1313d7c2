namespace Seaworthy.Machine.Packages;

/// <summary>Decides where missing packages come from. Pure: the same facts always give the same plan.</summary>
public static class InstallPlanner
{
    /// <exception cref="UnknownDistributionException">There is no known way to install what is missing.</exception>
    /// <exception cref="EngineTooOldException">An engine is installed that would have to be removed first.</exception>
    public static InstallPlan Plan(PackageFacts facts)
    {
        var docker = facts.Missing.Where(DockerPackages.Concerns).ToArray();
        var others = facts.Missing.SelectMany(OwnPackages).ToArray();
        if (docker.Length == 0)
            return new InstallPlan([FromDistribution(facts, others)]);
        if (facts.InstalledEngine is { } version && facts.Missing.Contains(Need.Engine))
            throw new EngineTooOldException(version);

        // Plugins for an engine that is there come from wherever apt gets it from.
        var isFromVendor = facts.VendorReachable && docker.Contains(Need.Engine);
        if (!isFromVendor && DockerPackages.KnownToApt(facts, docker) is { } known)
            return new InstallPlan([FromDistribution(facts, [.. others, .. known])]);
        var part = isFromVendor ? DockerPackages.FromVendor(facts.Distribution, docker)
            : facts.Distribution is { IsDebian: true, Codename: "bookworm" } && Mirror(facts) is { } mirror ? DockerPackages.FromTrixie(mirror, docker)
            : throw new UnknownDistributionException(facts.Distribution, docker);
        return new InstallPlan(others.Length == 0 ? [part] : [FromDistribution(facts, others), part]);
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
        Need.Ssh => ["openssh-client"],
        Need.Iptables => ["iptables"],
        Need.Iproute => ["iproute2"],
        Need.Procps => ["procps"],
        Need.Busybox => ["busybox-static"],
        Need.Certificates => ["ca-certificates"],
        Need.Compiler => ["gcc", "libc6-dev"],
        Need.Curl => ["curl"],
        Need.Nginx => ["nginx-light"],
        Need.Haproxy => ["haproxy"],
        Need.Wrk => ["wrk"],
        _ => [],
    };
}
