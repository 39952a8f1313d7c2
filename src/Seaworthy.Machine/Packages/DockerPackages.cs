namespace Seaworthy.Machine.Packages;

/// <summary>The packages that Docker comes in, by origin.</summary>
public static class DockerPackages
{
    private const string VendorKey = "/etc/apt/keyrings/docker.asc";

    public static bool Concerns(Need need) => need is Need.Engine or Need.Buildx or Need.Compose;

    /// <summary>Where Docker's own packages for a distribution are described, if they exist.</summary>
    public static Uri VendorRelease(Distribution distribution) =>
        new($"https://download.docker.com/linux/{distribution.Id}/dists/{distribution.Codename}/Release");

    public static InstallPart FromVendor(Distribution distribution, IReadOnlyList<Need> missing) => new("download.docker.com, Docker's own packages", Vendor(missing))
    {
        Downloads = new Dictionary<string, string> { [VendorKey] = $"https://download.docker.com/linux/{distribution.Id}/gpg" },
        Files = new Dictionary<string, string>
        {
            ["/etc/apt/sources.list.d/docker.sources"] =
                $"Types: deb\nURIs: https://download.docker.com/linux/{distribution.Id}\nSuites: {distribution.Codename}\nComponents: stable\nSigned-By: {VendorKey}\n",
        },
    };

    /// <summary>
    /// Debian 12's own engine is too old, Debian 13's runs on Debian 12 as it is. The pin keeps everything else at Debian 12, and
    /// each package is named with its suite, because a target release would bring a new libc with it.
    /// </summary>
    public static InstallPart FromTrixie(AptSource mirror, IReadOnlyList<Need> missing) =>
        new("Debian 13 (trixie), pinned so that nothing else comes from there", [.. Debian(missing).Select(package => package + "/trixie")])
        {
            Files = new Dictionary<string, string>
            {
                ["/etc/apt/preferences.d/seaworthy-trixie"] = "Package: *\nPin: release n=trixie\nPin-Priority: 100\n",
                ["/etc/apt/sources.list.d/seaworthy-trixie.sources"] = mirror.ForSuite("trixie"),
            },
        };

    /// <summary>The packages as apt has them already, if all are to be had and new enough.</summary>
    public static IReadOnlyList<string>? KnownToApt(PackageFacts facts, IReadOnlyList<Need> missing)
    {
        foreach (var packages in new[] { Vendor(missing), facts.Distribution.IsUbuntu ? Ubuntu(missing) : Debian(missing) })
            if (packages.All(facts.Candidates.ContainsKey) && packages.All(package => IsNewEnough(package, facts.Candidates[package])))
                return packages;
        return null;
    }

    /// <summary>Every package whose candidate <see cref="KnownToApt"/> asks about.</summary>
    public static IReadOnlyList<string> AskedAbout(Distribution distribution) =>
        [.. Vendor(Needs.OfAnInstallation), .. distribution.IsUbuntu ? Ubuntu(Needs.OfAnInstallation) : Debian(Needs.OfAnInstallation)];

    private static IReadOnlyList<string> Vendor(IReadOnlyList<Need> missing) =>
        Choose(missing, ["docker-ce", "docker-ce-cli", "containerd.io"], "docker-buildx-plugin", "docker-compose-plugin");

    private static IReadOnlyList<string> Debian(IReadOnlyList<Need> missing) =>
        Choose(missing, ["docker.io", "docker-cli", "containerd"], "docker-buildx", "docker-compose");

    private static IReadOnlyList<string> Ubuntu(IReadOnlyList<Need> missing) =>
        Choose(missing, ["docker.io"], "docker-buildx", "docker-compose-v2");

    private static IReadOnlyList<string> Choose(IReadOnlyList<Need> missing, string[] engine, string buildx, string compose) =>
    [
        .. missing.Contains(Need.Engine) ? engine : [],
        .. missing.Contains(Need.Buildx) ? [buildx] : Array.Empty<string>(),
        .. missing.Contains(Need.Compose) ? [compose] : Array.Empty<string>(),
    ];

    /// <param name="version">As Debian writes it: "26.1.5+dfsg1-9", "5:28.0.1-1~debian.12~bookworm".</param>
    private static bool IsNewEnough(string package, string version)
    {
        var upstream = version[(version.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return package switch
        {
            "docker.io" or "docker-ce" => Inventory.Major(upstream) >= Inventory.OldestEngine,
            "docker-compose" => Inventory.Major(upstream) >= 2,
            _ => true,
        };
    }
}
