using System.Text.Json;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Rig.Operated;

/// <summary>A package of Seaworthy made of what this test's own configuration has built already, so that nothing is compiled for it.</summary>
public static class TestPackage
{
    private static readonly (string Part, string Project)[] programs = [("sea", "Seaworthy.Cli"), ("server", "Seaworthy.Server"), ("edge", "Seaworthy.Edge")];

    /// <param name="folder">Does not exist yet.</param>
    /// <param name="version">Another version is another server; the edge stays the same.</param>
    /// <param name="schema">The newest migration that its server says to know; the real one by default.</param>
    public static async Task Make(string folder, string version, CancellationToken cancel, int? schema = null)
    {
        Directory.CreateDirectory(folder);
        foreach (var (part, project) in programs)
            await Copy(Path.GetDirectoryName(Checkout.Program(project))!, Path.Combine(folder, part), cancel);
        await Copy(Path.Combine(Checkout.Root, "examples"), Path.Combine(folder, "examples"), cancel);
        var migrations = Path.Combine(Checkout.Root, "src", "Seaworthy.Server", "Platform", "Database", "migrations");
        var description = new
        {
            version,
            runtime = "linux-x64",
            schema = schema ?? Directory.EnumerateFiles(migrations, "????_*.sql").Max(file => int.Parse(Path.GetFileName(file)[..4], null)),
            parts = new { server = $"server-{version}", edge = "edge-1" },
        };
        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), JsonSerializer.Serialize(description), cancel);
    }

    /// <summary>Puts a script where the server's program is.</summary>
    public static void ReplaceServer(string folder, string script)
    {
        var program = Path.Combine(folder, "server", "Seaworthy.Server");
        File.Delete(program);
        File.WriteAllText(program, script);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The archive of a package, with SHA256SUMS beside it.</summary>
    public static async Task<string> Archive(string folder, CancellationToken cancel)
    {
        var into = Directory.CreateDirectory(folder + "-archive").FullName;
        var archive = Path.Combine(into, "seaworthy-test-linux-x64.tar.gz");
        await Tool.Run("tar", ["--create", "--gzip", $"--file={archive}", $"--directory={Path.GetDirectoryName(folder)}", Path.GetFileName(folder)], cancel);
        await File.WriteAllTextAsync(Path.Combine(into, "SHA256SUMS"), await Tool.Run("sha256sum", [Path.GetFileName(archive)], cancel, into), cancel);
        return archive;
    }

    private static Task Copy(string from, string to, CancellationToken cancel) =>
        Tool.Run("cp", ["--archive", "--no-target-directory", "--", from, to], cancel);
}
