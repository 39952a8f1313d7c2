using System.Formats.Tar;
using System.IO.Compression;
using Seaworthy.Cli.Deploying.Packing;
using Seaworthy.Cli.Tests.Fixtures;
using Seaworthy.Testing;

namespace Seaworthy.Cli.Tests.Deploying;

/// <summary>What of a folder reaches the server.</summary>
public sealed class PackingTests : IDisposable
{
    private readonly CliWorld world = CliWorld.With();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => world.Dispose();

    private string[] Files(string folder = "", string? dockerfile = null) =>
        [.. new SourceFolder(Path.Combine(world.Folder, folder), dockerfile).Entries().Where(entry => !entry.IsFolder).Select(entry => entry.Path)];

    [Fact]
    public void WithoutIgnoreFiles_EverythingButVersionControl()
    {
        foreach (var path in (string[])["a.txt", "src/b.txt", ".git/config", ".env", "src/.DS_Store", "node_modules/x.js"])
            world.Write(path, "x");

        Files().ShouldBe([".env", "a.txt", "node_modules/x.js", "src/b.txt"]);
    }

    /// <summary>Git itself says what its rules mean.</summary>
    [Theory]
    [InlineData("*.log\n!keep.log")]
    [InlineData("/build\n/src/*.tmp")]
    [InlineData("build/\n!build/keep.txt")]
    [InlineData("**/cache\nsrc/**/deep")]
    [InlineData("src/**\n!src/a.txt")]
    [InlineData("# a comment\n\n\\#hash\nspace\\ name.txt\ntrailing   ")]
    [InlineData("*.t?t\n[ab].md\n[!a].rst")]
    [InlineData("src/a.txt\ndocs/*/x")]
    [InlineData("!a.txt\n*\n!*/\n!*.md")]
    [InlineData("cache/\n*.txt/")]
    public async Task GitIgnore_MeansWhatGitTakesItFor(string rules)
    {
        string[] paths =
        [
            "a.txt", "b.log", "keep.log", "#hash", "space name.txt", "trailing", "a.md", "b.md", "c.md", "a.rst", "b.rst", "build/x.txt", "build/keep.txt", "src/a.txt", "src/b.tmp", "src/build/y.txt",
            "src/one/deep/z.txt", "src/deep/q.txt", "src/cache/c.txt", "cache/d.txt", "docs/one/x/e.txt", "docs/x", "sub/b.log", "sub/keep.log",
        ];
        foreach (var path in paths)
            world.Write(path, "x");
        world.Write(".gitignore", rules + "\n");
        world.Write("sub/.gitignore", "keep.log\n!b.log\n");
        await Tool.Run("git", ["init", "--quiet", world.Folder], Cancellation);
        var git = await Tool.Run("git", ["-C", world.Folder, "-c", "core.excludesFile=/dev/null", "-c", "core.quotePath=false", "ls-files", "--others", "--exclude-standard", "-z"], Cancellation);

        Files().Order(StringComparer.Ordinal).ShouldBe(git.Split('\0', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AFolderOfARepository_IsPackedByTheRulesAboveItToo()
    {
        await Tool.Run("git", ["init", "--quiet", world.Folder], Cancellation);
        foreach (var path in (string[])["web/a.txt", "web/b.log", "web/secret.txt"])
            world.Write(path, "x");
        world.Write(".gitignore", "*.log\n/web/secret.txt\n");

        Files("web").ShouldBe(["a.txt"]);
    }

    [Fact]
    public void OutsideARepository_FoldersAboveHaveNoSay()
    {
        world.Write("web/b.log", "x");
        world.Write(".gitignore", "*.log\n");

        Files("web").ShouldBe(["b.log"]);
    }

    [Fact]
    public void DockerIgnore_LeavesOut_ButNotWhatTheServerReads()
    {
        foreach (var path in (string[])["Dockerfile", "Procfile", "README.md", "docs/a.md", "docs/keep.md", "src/main.c", "src/x.o", "deep/node_modules/y.js", "node_modules/z.js"])
            world.Write(path, "x");
        world.Write(".dockerignore", "# what builds do not need\n*.md\nDockerfile\nProcfile\n.dockerignore\ndocs\n!docs/keep.md\n**/*.o\nnode_modules\n");

        Files().ShouldBe([".dockerignore", "Dockerfile", "Procfile", "deep/node_modules/y.js", "docs/keep.md", "src/main.c"]);
    }

    [Fact]
    public void DockerIgnore_AllButSome()
    {
        foreach (var path in (string[])["Dockerfile", "src/a.c", "src/b/c.c", "notes.txt"])
            world.Write(path, "x");
        world.Write(".dockerignore", "*\n!src\n");

        Files().ShouldBe([".dockerignore", "Dockerfile", "src/a.c", "src/b/c.c"]);
    }

    [Fact]
    public async Task TheArchive_HoldsContentsModesAndLinks_AndNoOwners()
    {
        world.Write("bin/run", "#!/bin/sh\n");
        File.SetUnixFileMode(Path.Combine(world.Folder, "bin/run"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead);
        world.Write("empty", "");
        File.CreateSymbolicLink(Path.Combine(world.Folder, "bin/link"), "../empty");
        File.CreateSymbolicLink(Path.Combine(world.Folder, "out"), "../../etc/passwd");
        File.CreateSymbolicLink(Path.Combine(world.Folder, "absolute"), "/etc/passwd");
        Directory.CreateDirectory(Path.Combine(world.Folder, "folder"));
        await Tool.Run("mkfifo", [Path.Combine(world.Folder, "pipe")], Cancellation);
        var folder = new SourceFolder(world.Folder);
        var archive = new SourceArchive(folder);
        using var packed = new MemoryStream();

        await archive.WriteAsync(packed, null, Cancellation);

        packed.Position = 0;
        var entries = new List<(string Name, TarEntryType Type, string Text)>();
        await using var tar = new TarReader(new GZipStream(packed, CompressionMode.Decompress));
        while (await tar.GetNextEntryAsync(copyData: true, Cancellation) is { } entry)
        {
            (entry.Uid, entry.Gid).ShouldBe((0, 0));
            if (entry.Name == "bin/run")
                entry.Mode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead);
            entries.Add((entry.Name, entry.EntryType, entry.EntryType == TarEntryType.SymbolicLink ? entry.LinkName : entry.DataStream is { } data ? await new StreamReader(data).ReadToEndAsync(Cancellation) : ""));
        }
        entries.ShouldBe(
        [
            ("bin/", TarEntryType.Directory, ""), ("bin/link", TarEntryType.SymbolicLink, "../empty"), ("bin/run", TarEntryType.RegularFile, "#!/bin/sh\n"),
            ("empty", TarEntryType.RegularFile, ""), ("folder/", TarEntryType.Directory, ""),
        ]);
        folder.LeftOutLinks.ShouldBe(["absolute", "out"]);
        (archive.Files, archive.Bytes).ShouldBe((2, 10));
    }
}
