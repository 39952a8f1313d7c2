using Seaworthy.SystemTests.Rig.Engines;
using System.Security.Cryptography;
using System.Text;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Rig;

/// <summary>
/// The image of <c>tests/Seaworthy.TestApp</c>: one static binary, and busybox for <c>/bin/sh</c>. Compiled and assembled here,
/// without a registry, and kept by the engine between runs under a tag that is the hash of all that went into it.
/// </summary>
public static class TestAppImage
{
    private const string Busybox = "/bin/busybox";

    private const string Dockerfile = """
        FROM scratch
        COPY root/ /
        ENV PATH=/bin
        CMD ["/app", "web"]
        """;

    /// <summary>The image's reference, such as <c>seaworthy-test/app:1f0c…</c>. It exists when this returns.</summary>
    public static async Task<string> Ensure(CancellationToken cancel)
    {
        var reference = $"seaworthy-test/app:{await Hash(cancel)}";
        var present = await Engine.OfThisMachine.Docker(["image", "ls", "--quiet", reference], cancel);
        if (string.IsNullOrWhiteSpace(present))
            await Build(reference, cancel);
        return reference;
    }

    /// <summary>Compiles the application alone, for tests that need no container around it.</summary>
    public static Task Compile(string output, CancellationToken cancel) => Tool.Run("gcc", CompilerArguments(output), cancel);

    private static string Sources => Path.Combine(Checkout.Root, "tests", "Seaworthy.TestApp");

    private static string[] CompilerArguments(string output) =>
    [
        "-std=gnu17", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Wno-format-truncation", "-Werror", "-static", "-pthread", "-o", output,
        .. Directory.GetFiles(Sources, "*.c").Order(StringComparer.Ordinal),
    ];

    private static async Task<string> Hash(CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in Directory.GetFiles(Sources).Order(StringComparer.Ordinal).Append(Busybox))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(path)));
            hash.AppendData(await File.ReadAllBytesAsync(path, cancel));
        }
        hash.AppendData(Encoding.UTF8.GetBytes(Dockerfile));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static async Task Build(string reference, CancellationToken cancel)
    {
        var context = Directory.CreateTempSubdirectory("seaworthy-test-app-").FullName;
        try
        {
            var bin = Directory.CreateDirectory(Path.Combine(context, "root", "bin")).FullName;
            File.Copy(Busybox, Path.Combine(bin, "busybox"));
            File.CreateSymbolicLink(Path.Combine(bin, "sh"), "busybox");
            await Compile(Path.Combine(context, "root", "app"), cancel);
            await File.WriteAllTextAsync(Path.Combine(context, "Dockerfile"), Dockerfile, cancel);
            await Engine.OfThisMachine.Docker(["buildx", "build", "--load", "--provenance=false", "--tag", reference, context], cancel);
        }
        finally
        {
            Directory.Delete(context, recursive: true);
        }
    }
}
