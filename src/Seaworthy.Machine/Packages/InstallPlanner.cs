namespace Seaworthy.Machine.Packages;

/// <summary>Decides where missing packages come from. Pure: the same facts always give the same plan.</summary>
public static class InstallPlanner
{
    /// <exception cref="UnknownDistributionException">There is no known way to install what is missing.</exception>
    /// <exception cref="EngineTooOldException">An engine is installed that would have to be removed first.</exception>
    public static InstallPlan Plan(PackageFacts facts)
    {
        var own = facts.Missing.SelectMany(OwnPackages).ToList();
        var parts = new List<InstallPart>();
        if (facts.Missing.Where(DockerPackages.Concerns).ToArray() is { Length: > 0 } docker)
            PlanDocker(facts, docker, own, parts);
        if (facts.Missing.Contains(Need.Caddy))
            parts.Add(CaddyFrom(facts));
        return new InstallPlan(own.Count == 0 ? parts : [FromDistribution(facts, own), .. parts]);
    }

    private static void PlanDocker(PackageFacts facts, IReadOnlyList<Need> docker, List<string> own, List<InstallPart> parts)
    {
        if (facts.InstalledEngine is { } version && facts.Missing.Contains(Need.Engine))
            throw new EngineTooOldException(version);

        // Plugins for an engine that is there come from wherever apt gets it from.
        var isFromVendor = facts.VendorReachable && docker.Contains(Need.Engine);
        if (!isFromVendor && DockerPackages.KnownToApt(facts, docker) is { } known)
        {
            own.AddRange(known);
            return;
        }
        parts.Add(isFromVendor ? DockerPackages.FromVendor(facts.Distribution, docker)
            : facts.Distribution is { IsDebian: true, Codename: "bookworm" } && Mirror(facts) is { } mirror ? DockerPackages.FromTrixie(mirror, docker)
            : throw new UnknownDistributionException(facts.Distribution, docker));
    }

    private static InstallPart CaddyFrom(PackageFacts facts) => facts switch
    {
        _ when facts.Candidates.TryGetValue(CaddyPackages.Package, out var candidate) && CaddyPackages.IsNewEnough(candidate) => CaddyPackages.FromApt(),
        { Distribution.IsDebian: true } when Mirror(facts) is { } mirror => CaddyPackages.FromSid(mirror),
        { Distribution.IsUbuntu: true } => CaddyPackages.FromVendor(),
        _ => throw new UnknownDistributionException(facts.Distribution, [Need.Caddy]),
    };

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
        Need.SshServer => ["openssh-server"],
        Need.Registry => ["docker-registry"],
        Need.Htpasswd => ["apache2-utils"],
        Need.Pebble => ["pebble"],
        Need.Nginx => ["nginx-light"],
        Need.Haproxy => ["haproxy"],
        Need.Wrk => ["wrk"],
        _ => [],
    };
}
