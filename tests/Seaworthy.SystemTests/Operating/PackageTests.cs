using System.Text.Json.Nodes;
using Seaworthy.SystemTests.Rig.Load;
using Seaworthy.SystemTests.Rig.Operated;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Operating;

/// <summary>install.sh, on a machine that has no clone.</summary>
public sealed class PackageTests
{
    private static readonly Dictionary<string, string> nothing = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_installer_installs_does_nothing_twice_upgrades_and_refuses_what_is_damaged()
    {
        await using var installation = await OperatedInstallation.Prepare(Cancel);
        var first = await Offer(installation, "0.1.0-first");
        var bin = Path.Combine(installation.Scratch, "bin");
        string[] install = ["/bin/sh", Path.Combine(Path.GetDirectoryName(first)!, "install.sh"), "--home", installation.Home, "--bin", bin];
        File.Copy(first, first + ".kept");
        await File.AppendAllTextAsync(first, "x", Cancel);

        var damaged = await installation.Call(install, nothing, Cancel);
        damaged.ExitCode.ShouldBe(1);
        damaged.Errors.ShouldContain("is not what SHA256SUMS says");
        Directory.Exists(Path.Combine(installation.Home, "packages", "current")).ShouldBeFalse();
        Directory.EnumerateFileSystemEntries(Path.Combine(installation.Home, "packages")).ShouldBeEmpty();

        File.Move(first + ".kept", first, overwrite: true);
        (await installation.Call(install, nothing, Cancel)).ShouldSucceed().Output.ShouldContain("Seaworthy is up.");
        installation.NoteId();
        installation.Package = Path.Combine(installation.Home, "packages", "current");
        await installation.SampleHasProven(1, Cancel);
        await installation.SampleAnswers(Cancel);
        // The link is all that a person calls, and it knows its data directory by itself.
        var status = await installation.Call([Path.Combine(bin, "sea"), "status", "--json"], new Dictionary<string, string> { ["SEAWORTHY_HOME"] = "" }, Cancel);
        JsonNode.Parse(status.ShouldSucceed().Output)!["home"]!.GetValue<string>().ShouldBe(installation.Home);

        (await installation.Call(install, nothing, Cancel)).ShouldSucceed().Output.ShouldContain("runs already");

        var second = await Offer(installation, "0.1.0-second");
        await using (var load = SteadyLoad.Start(new LoadOptions { Server = installation.Edge, Host = OperatedInstallation.SampleHost }))
        {
            (await installation.Call([.. install, second], nothing, Cancel)).ShouldSucceed().Output.ShouldContain("Upgraded from 0.1.0-first to 0.1.0-second");
            (await load.Stop()).ShouldHaveNoFailure();
        }
        (await installation.Call([Path.Combine(bin, "sea"), "uninstall", "--purge", "--yes"], nothing, Cancel)).ShouldSucceed();
        Directory.Exists(installation.Home).ShouldBeFalse();
        Directory.EnumerateFileSystemEntries(bin).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_real_package_runs_where_no_dotnet_is()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("SEAWORTHY_LONG") == "1", "publishes everything with its runtime, which takes minutes");
        await using var installation = await OperatedInstallation.Prepare(Cancel);
        var output = Path.Combine(installation.Scratch, "published");
        (await installation.Call([Path.Combine(Checkout.Root, "sea"), "package", "--output", output], nothing, Cancel)).ShouldSucceed();
        Directory.EnumerateFiles(output).Select(Path.GetFileName).Order().ShouldBe(["SHA256SUMS", "install.sh", .. Directory.EnumerateFiles(output, "*.tar.gz").Select(Path.GetFileName)], ignoreOrder: true);

        // In a mount namespace of its own, where an empty folder lies over every place that a runtime could be in; the services stay in it.
        const string Hidden = """
            for place in /usr/share/dotnet /usr/lib/dotnet "$HOME/.dotnet" /etc/dotnet; do
                [ ! -d "$place" ] || mount -t tmpfs none "$place"
            done
            unset DOTNET_ROOT
            ! command -v dotnet >/dev/null || ! dotnet --version >/dev/null 2>&1 || exit 99
            exec sh "$0/install.sh" --home "$1" --bin "$1.bin"
            """;
        (await installation.Call(["unshare", "--mount", "/bin/sh", "-euc", Hidden, output, installation.Home], nothing, Cancel)).ShouldSucceed();

        installation.NoteId();
        installation.Package = Path.Combine(installation.Home, "packages", "current");
        await installation.SampleAnswers(Cancel);
        (await installation.Sea(Cancel, "doctor")).ShouldSucceed();
    }

    /// <summary>A package with everything that is published with it, in a folder of its own.</summary>
    private static async Task<string> Offer(OperatedInstallation installation, string version)
    {
        var folder = Path.Combine(installation.Scratch, version);
        await TestPackage.Make(folder, version, Cancel);
        var archive = await TestPackage.Archive(folder, Cancel);
        File.Copy(Path.Combine(Checkout.Root, "install.sh"), Path.Combine(Path.GetDirectoryName(archive)!, "install.sh"));
        return archive;
    }
}
