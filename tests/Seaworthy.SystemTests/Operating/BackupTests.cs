using System.Net;
using System.Text.Json.Nodes;
using Seaworthy.SystemTests.Rig.Api;
using Seaworthy.SystemTests.Rig.Load;
using Seaworthy.SystemTests.Rig.Operated;

namespace Seaworthy.SystemTests.Operating;

public sealed class BackupTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backup_made_under_load_becomes_the_same_installation_in_another_directory_on_other_ports()
    {
        await using var first = await OperatedInstallation.Start(Cancel);
        var token = (await first.Sea(Cancel, "token", "create", "keeper")).ShouldSucceed().Output.Trim();
        using (var admin = first.Admin())
            await admin.SendText(HttpMethod.Post, "/api/v1/apps/hello/env", new Dictionary<string, string> { ["GREETING"] = "ahoy \"there\"" }, Cancel);
        await first.SampleHasProven(2, Cancel);
        var backup = Path.Combine(first.Scratch, "backup.tar.gz");

        await using (var load = SteadyLoad.Start(new LoadOptions { Server = first.Edge, Host = OperatedInstallation.SampleHost }))
        {
            (await first.Sea(Cancel, "backup", backup)).ShouldSucceed().Errors.ShouldContain("Not in it: images of apps");
            (await load.Stop()).ShouldHaveNoFailure();
        }
        File.GetUnixFileMode(backup).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        // Two with one id would fight over the same containers: the first goes before the second comes.
        (await first.Sea(Cancel, "uninstall", "--yes")).ShouldSucceed();
        await using var second = first.Beside("second");
        (await second.Sea(Cancel, "restore", backup)).ShouldSucceed().Output.ShouldContain("hello");

        await second.SampleAnswers(Cancel);
        using var client = second.Client(token);
        var env = JsonNode.Parse(await client.SendText(HttpMethod.Get, "/api/v1/apps/hello/env", null, Cancel))!;
        env["env_vars"]!["GREETING"]!.GetValue<string>().ShouldBe("ahoy \"there\"");
        (await client.Get<ReleaseView[]>("/api/v1/apps/hello/releases", Cancel)).Select(release => release.Number).ShouldBe([2, 1]);

        var refused = await second.Sea(Cancel, "restore", backup);
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("holds an installation already");
        // What was made since is gone by a forced restore, and kept in the backup that it makes.
        using (var admin = second.Admin())
            await admin.SendText(HttpMethod.Post, "/api/v1/apps", new { name = "later", slug = "later" }, Cancel);
        (await second.Sea(Cancel, "restore", "--force", backup)).ShouldSucceed();
        using (var admin = second.Admin())
            (await admin.Status(HttpMethod.Get, "/api/v1/apps/later", Cancel)).ShouldBe(HttpStatusCode.NotFound);
        await second.SampleAnswers(Cancel);
        Directory.EnumerateFiles(Path.Combine(second.Home, "backups"), "before-restore-*.tar.gz").Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_backup_that_was_changed_or_cut_off_is_refused_before_anything_is_touched()
    {
        await using var installation = await OperatedInstallation.Start(Cancel);
        var written = await installation.Call(
            ["/bin/sh", "-c", "exec \"$0\" backup --output - > \"$1\"", Path.Combine(installation.Package, "sea", "Seaworthy.Cli"), Path.Combine(installation.Scratch, "whole")],
            new Dictionary<string, string>(), Cancel);
        written.ShouldSucceed();
        var whole = await File.ReadAllBytesAsync(Path.Combine(installation.Scratch, "whole"), Cancel);
        var elsewhere = installation.Beside("elsewhere");

        foreach (var (name, content) in new[] { ("cut", whole[..^2000]), ("changed", Changed(whole)), ("empty", []), ("other", "no archive at all"u8.ToArray()) })
        {
            var file = Path.Combine(installation.Scratch, name);
            await File.WriteAllBytesAsync(file, content, Cancel);

            var refused = await elsewhere.Sea(Cancel, "restore", file);

            refused.ExitCode.ShouldBe(1, $"{name}: {refused}");
            refused.Errors.ShouldContain("Nothing was changed", customMessage: name);
            Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(elsewhere.Home)!, "elsewhere*").ShouldBeEmpty(name);
        }
        await installation.SampleAnswers(Cancel);
    }

    /// <summary>The database's bytes changed, in an archive that is sound otherwise.</summary>
    private static byte[] Changed(byte[] archive)
    {
        using var plain = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(new MemoryStream(archive), System.IO.Compression.CompressionMode.Decompress))
            gzip.CopyTo(plain);
        var tar = plain.ToArray();
        tar[tar.AsSpan().IndexOf("PGDMP"u8) + 2000] ^= 1;
        using var changed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(changed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(tar);
        return changed.ToArray();
    }
}
