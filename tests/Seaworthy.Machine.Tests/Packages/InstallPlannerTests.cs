using Seaworthy.Machine.Packages;

namespace Seaworthy.Machine.Tests.Packages;

public sealed class InstallPlannerTests
{
    private static readonly Distribution debian12 = new("debian", "12", "bookworm", "Debian 12");
    private static readonly Distribution debian13 = new("debian", "13", "trixie", "Debian 13");
    private static readonly Distribution ubuntu2404 = new("ubuntu", "24.04", "noble", "Ubuntu 24.04");

    private static readonly Dictionary<string, string> ofDebian12 = new() { ["docker.io"] = "20.10.24+dfsg1-1", ["docker-compose"] = "1.29.2-3", ["containerd"] = "1.6.20" };
    private static readonly Dictionary<string, string> ofDebian13 = new()
    {
        ["docker.io"] = "26.1.5+dfsg1-9", ["docker-cli"] = "26.1.5+dfsg1-9", ["containerd"] = "1.7.24", ["docker-buildx"] = "0.13.1", ["docker-compose"] = "2.26.1-4",
    };
    private static readonly Dictionary<string, string> ofUbuntu2404 = new() { ["docker.io"] = "24.0.7-0ubuntu4", ["docker-buildx"] = "0.12.1", ["docker-compose-v2"] = "2.24.6" };

    private static readonly AptSource mirror = new(["http://mirror.example/debian"], ["bookworm", "bookworm-updates"], ["main"], "/usr/share/keyrings/debian.gpg");

    [Fact]
    public void Debian12_VendorReachable() => Plan(debian12, ofDebian12, vendorReachable: true).ShouldBe("""
        from Debian 12:
          postgresql git openssh-client iptables iproute2 procps busybox-static ca-certificates
          with the file /etc/postgresql-common/createcluster.d/seaworthy.conf
        from download.docker.com, Docker's own packages:
          docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin
          with https://download.docker.com/linux/debian/gpg as /etc/apt/keyrings/docker.asc
          with the file /etc/apt/sources.list.d/docker.sources
        """);

    [Fact]
    public void Debian12_VendorOutOfReach_TakesDebian13sEngineFromTheMachinesOwnMirror()
    {
        var plan = InstallPlanner.Plan(Facts(debian12, ofDebian12));

        plan.ToString().ShouldBe("""
            from Debian 12:
              postgresql git openssh-client iptables iproute2 procps busybox-static ca-certificates
              with the file /etc/postgresql-common/createcluster.d/seaworthy.conf
            from Debian 13 (trixie), pinned so that nothing else comes from there:
              docker.io/trixie docker-cli/trixie containerd/trixie docker-buildx/trixie docker-compose/trixie
              with the file /etc/apt/preferences.d/seaworthy-trixie
              with the file /etc/apt/sources.list.d/seaworthy-trixie.sources
            """);
        plan.Parts[1].Files["/etc/apt/sources.list.d/seaworthy-trixie.sources"].ShouldBe("""
            Types: deb
            URIs: http://mirror.example/debian
            Suites: trixie
            Components: main
            Signed-By: /usr/share/keyrings/debian.gpg

            """);
        plan.Parts[1].Files["/etc/apt/preferences.d/seaworthy-trixie"].ShouldBe("Package: *\nPin: release n=trixie\nPin-Priority: 100\n");
    }

    [Fact]
    public void Debian13_VendorOutOfReach_TakesItsOwnEngine() => Plan(debian13, ofDebian13).ShouldBe("""
        from Debian 13:
          postgresql git openssh-client iptables iproute2 procps busybox-static ca-certificates docker.io docker-cli containerd docker-buildx docker-compose
          with the file /etc/postgresql-common/createcluster.d/seaworthy.conf
        """);

    [Fact]
    public void Ubuntu2404_VendorReachable() => Plan(ubuntu2404, ofUbuntu2404, vendorReachable: true, [Need.Engine, Need.Buildx, Need.Compose]).ShouldBe("""
        from download.docker.com, Docker's own packages:
          docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin
          with https://download.docker.com/linux/ubuntu/gpg as /etc/apt/keyrings/docker.asc
          with the file /etc/apt/sources.list.d/docker.sources
        """);

    [Fact]
    public void Ubuntu2404_VendorOutOfReach_TakesItsOwnEngine() => Plan(ubuntu2404, ofUbuntu2404, missing: [Need.Engine, Need.Buildx, Need.Compose]).ShouldBe("""
        from Ubuntu 24.04:
          docker.io docker-buildx docker-compose-v2
        """);

    [Fact]
    public void OnlyGitIsMissing_NothingElseIsTouched() => Plan(debian12, ofDebian12, vendorReachable: true, [Need.Git]).ShouldBe("from Debian 12:\n  git");

    [Fact]
    public void OnlyAPluginIsMissing_ItComesFromWhereAptKnowsIt() =>
        Plan(debian12, new() { ["docker-buildx-plugin"] = "0.20.0-1" }, missing: [Need.Buildx]).ShouldBe("from Debian 12:\n  docker-buildx-plugin");

    [Fact]
    public void Caddy_OnDebian_ComesFromSid_AndStartsNothingOfItsOwn()
    {
        var plan = InstallPlanner.Plan(Facts(debian12, new() { ["caddy"] = "2.6.2-5" }, missing: [Need.Caddy, Need.Pebble]));

        plan.ToString().ShouldBe("""
            from Debian 12:
              pebble
            from Debian's unstable suite (sid), pinned so that nothing else comes from there:
              caddy/sid
              with the file /etc/systemd/system/caddy.service
              with the file /etc/apt/preferences.d/seaworthy-sid
              with the file /etc/apt/sources.list.d/seaworthy-sid.sources
            """);
        plan.Parts[1].Files["/etc/systemd/system/caddy.service"].ShouldBeEmpty();
        plan.Parts[1].Files["/etc/apt/preferences.d/seaworthy-sid"].ShouldBe("Package: *\nPin: release n=sid\nPin-Priority: 50\n");
        plan.Parts[1].Files["/etc/apt/sources.list.d/seaworthy-sid.sources"].ShouldContain("URIs: http://mirror.example/debian\nSuites: sid\n");
    }

    [Fact]
    public void Caddy_OnUbuntu_ComesFromItsVendor() => Plan(ubuntu2404, ofUbuntu2404, missing: [Need.Caddy]).ShouldBe("""
        from dl.cloudsmith.io, Caddy's own packages:
          caddy
          with https://dl.cloudsmith.io/public/caddy/stable/gpg.key as /etc/apt/keyrings/caddy.asc
          with the file /etc/systemd/system/caddy.service
          with the file /etc/apt/sources.list.d/caddy.sources
        """);

    [Fact]
    public void Caddy_NewEnoughForApt_ComesFromThere() => Plan(debian13, new() { ["caddy"] = "2.8.4-1" }, missing: [Need.Caddy]).ShouldBe("""
        from where apt gets it already:
          caddy
          with the file /etc/systemd/system/caddy.service
        """);

    [Theory]
    [InlineData("2.6.2-5", false)]
    [InlineData("2.7.6", false)]
    [InlineData("v2.8.4 h1:q3pe0wpBj1OcHFZ3n/1nl4V4bxBrYoSoab7rL9BMYNk=", true)]
    [InlineData("2.11.4-1", true)]
    [InlineData("3.0.0~beta", true)]
    [InlineData("(none)", false)]
    public void Caddy_NeedsItsPermissionModule(string version, bool enough) => CaddyPackages.IsNewEnough(version).ShouldBe(enough);

    [Fact]
    public void Tests_NeedMore() => Plan(debian12, ofDebian12, missing: [Need.Compiler, Need.Curl, Need.SshServer, Need.Registry, Need.Htpasswd]).ShouldBe("from Debian 12:\n  gcc libc6-dev curl openssh-server docker-registry apache2-utils");

    [Fact]
    public void AnOldEngineIsInstalled_ItIsNotReplaced() =>
        Should.Throw<EngineTooOldException>(() => InstallPlanner.Plan(Facts(debian12, ofDebian12, missing: [Need.Engine, Need.Buildx]) with { InstalledEngine = "20.10.24+dfsg1" }))
            .Message.ShouldStartWith("Docker Engine 20.10.24+dfsg1 is installed, but 23 or newer is needed.");

    [Fact]
    public void AnotherDistribution_SaysWhatToInstallByHand() =>
        Should.Throw<UnknownDistributionException>(() => Plan(new Distribution("mint", "22", "wilma", "Linux Mint 22"), [], missing: [Need.Engine, Need.Compose]))
            .Message.ShouldStartWith("Linux Mint 22 has no packages that sea could install for: Docker Engine 23 or newer, Docker Compose 2.");

    private static string Plan(Distribution distribution, Dictionary<string, string> candidates, bool vendorReachable = false, IReadOnlyList<Need>? missing = null) =>
        InstallPlanner.Plan(Facts(distribution, candidates, vendorReachable, missing)).ToString();

    private static PackageFacts Facts(
        Distribution distribution, Dictionary<string, string> candidates, bool vendorReachable = false, IReadOnlyList<Need>? missing = null) =>
        new(distribution, missing ?? Needs.OfAnInstallation, InstalledEngine: null, vendorReachable, [mirror], candidates);
}
