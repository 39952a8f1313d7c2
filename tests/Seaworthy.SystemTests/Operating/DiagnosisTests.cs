using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Seaworthy.SystemTests.Rig.Engines;
using Seaworthy.SystemTests.Rig.Operated;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Operating;

/// <summary>What `sea doctor` sees, and what `sea report` does not show.</summary>
public sealed class DiagnosisTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Doctor_finds_nothing_wrong_with_a_sound_installation_and_each_thing_that_is_broken()
    {
        await using var installation = await OperatedInstallation.Start(Cancel);
        var sound = await Examine(installation, exitCode: 0);
        sound.Values.ShouldNotContain("fail");
        sound.Keys.ShouldBe(
            ["settings", "programs", "engine", "disk", "memory", "ports", "dns", "clock", "edge", "postgres", "server", "ready", "versions", "edge table", "firewall", "leftovers", "schema", "keys", "certificates", "backups"],
            ignoreOrder: true, customMessage: "what is checked");

        File.SetUnixFileMode(Path.Combine(installation.Home, "keys", "master.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        await Engine.OfThisMachine.Docker(["network", "create", "--label", $"seaworthy.installation={installation.Id}", "--subnet", "10.223.254.0/28", Stray], Cancel);
        try
        {
            (await installation.Sea(Cancel, "down")).ShouldSucceed();
            // The server, which would mend them, is down.
            await Tool.Run("iptables", ["-w", "10", "-F", $"SEA-{installation.Id.ToString("n")[^12..]}"], Cancel);
            var rule = (await Tool.Run("iptables", ["-w", "10", "-S", "INPUT"], Cancel)).Split('\n').Single(line => line.EndsWith($"SEA-{installation.Id.ToString("n")[^12..]}", StringComparison.Ordinal));
            await Tool.Run("iptables", ["-w", "10", "-D", .. rule.Split(' ').Skip(1)], Cancel);

            var broken = await Examine(installation, exitCode: 1);

            string[] failed = [.. broken.Where(pair => pair.Value == "fail").Select(pair => pair.Key)];
            failed.ShouldBe(["ports", "server", "ready", "firewall", "keys"], ignoreOrder: true);
            broken["leftovers"].ShouldBe("warn");
            broken["settings"].ShouldBe("ok");
            await AVariableThatWasExportedSinceChangesNothing(installation);
        }
        finally
        {
            await Engine.OfThisMachine.Docker(["network", "rm", "--force", Stray], CancellationToken.None);
        }
    }

    /// <summary>Neither what is looked at nor what is kept: the installation's own port is asked, and the variable named.</summary>
    private static async Task AVariableThatWasExportedSinceChangesNothing(OperatedInstallation installation)
    {
        var exported = new Dictionary<string, string> { ["SERVER_PORT"] = "1", ["POSTGRES_PASSWORD"] = "planted" };

        var status = await installation.Sea(exported, Cancel, "status", "--json");
        var doctor = await installation.Sea(exported, Cancel, "doctor");

        status.Errors.ShouldContain("POSTGRES_PASSWORD, SERVER_PORT in the environment are not what this installation runs with.");
        JsonNode.Parse(status.Output)!["dashboard_url"]!.GetValue<string>().ShouldNotEndWith(":1");
        doctor.Output.ShouldContain("warn settings: POSTGRES_PASSWORD, SERVER_PORT");
        (status.Errors + doctor.Output).ShouldNotContain("planted");
    }

    [Fact]
    public async Task A_report_holds_what_is_needed_and_no_secret()
    {
        await using var installation = await OperatedInstallation.Start(Cancel);
        var token = (await installation.Sea(Cancel, "token", "create", "reporter")).ShouldSucceed().Output.Trim();
        using (var client = installation.Client(token))
            await client.SendText(HttpMethod.Post, "/api/v1/apps/hello/env", new Dictionary<string, string> { ["GREETING"] = "planted in the environment" }, Cancel);
        await installation.SampleHasProven(2, Cancel);
        await File.AppendAllTextAsync(
            Path.Combine(installation.Home, "logs", "server.log"),
            $"a line with {token} and planted in the environment\nPOSTGRES_PASSWORD=planted-password https://bob:planted-userinfo@host/\nAuthorization: Bearer planted-bearer\n", Cancel);
        var file = Path.Combine(installation.Scratch, "report.tar.gz");

        await File.AppendAllTextAsync(Path.Combine(installation.Home, "settings.env"), "SEAWORTHY_OTHER_SECRET=\"planted-setting\"\n", Cancel);
        (await installation.Sea(new Dictionary<string, string> { ["SEAWORTHY_EXPORTED_SECRET"] = "planted-variable", ["SERVER_PORT"] = "1" }, Cancel, "report", file)).ShouldSucceed();

        var pages = await Read(file);
        pages["seaworthy-report/logs/server.log"].ShouldContain("a line with [redacted] and [redacted]");
        pages["seaworthy-report/versions.txt"].ShouldContain("server-0.1.0-first");
        pages["seaworthy-report/settings.txt"].ShouldContain("SEAWORTHY_OTHER_SECRET=[redacted]");
        pages["seaworthy-report/settings.txt"].ShouldNotContain("SEAWORTHY_EXPORTED_SECRET", customMessage: "it is not what the installation runs with");
        pages["seaworthy-report/status.json"].ShouldNotContain(":1\"");
        pages["seaworthy-report/tables.txt"].ShouldContain("deployments");
        pages["seaworthy-report/containers.txt"].ShouldContain("sea-");
        JsonNode.Parse(pages["seaworthy-report/doctor.json"])!["findings"]!.AsArray().Count.ShouldBeGreaterThan(10);
        foreach (var (name, text) in pages)
            foreach (var secret in new[] { token, "planted" })
                text.ShouldNotContain(secret, customMessage: name);
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static readonly string Stray = $"sea-{Guid.NewGuid():n}";

    /// <summary>The worst level of each check.</summary>
    private static async Task<Dictionary<string, string>> Examine(OperatedInstallation installation, int exitCode)
    {
        var ran = await installation.Sea(Cancel, "doctor", "--json");
        ran.ExitCode.ShouldBe(exitCode, ran.ToString());
        string[] levels = ["ok", "warn", "fail"];
        // The engine's disk, and an engine that is not ours to keep, are told where there are any.
        return JsonNode.Parse(ran.Output)!["findings"]!.AsArray()
            .Select(finding => (Check: finding!["check"]!.GetValue<string>(), Level: finding["level"]!.GetValue<string>()))
            .Where(finding => finding.Check is not ("disk of the engine" or "docker" or "caddy"))
            .GroupBy(finding => finding.Check).ToDictionary(group => group.Key, group => levels[group.Max(finding => Array.IndexOf(levels, finding.Level))]);
    }

    private static async Task<Dictionary<string, string>> Read(string file)
    {
        var pages = new Dictionary<string, string>();
        await using var tar = new TarReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        while (await tar.GetNextEntryAsync(cancellationToken: Cancel) is { } entry)
            pages[entry.Name] = entry.DataStream is null ? "" : await new StreamReader(entry.DataStream).ReadToEndAsync(Cancel);
        return pages;
    }
}
