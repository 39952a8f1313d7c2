using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Samples;

namespace Seaworthy.Machine.Tests.Samples;

public sealed class SampleTests : IDisposable
{
    private readonly TemporaryHome temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public async Task The_sample_is_a_repository_that_any_user_can_clone()
    {
        var cancellation = TestContext.Current.CancellationToken;
        File.SetUnixFileMode(temporary.Home.Root, (UnixFileMode)0b111_101_101);
        var sample = new Sample(new Checkout(Seaworthy.Testing.Checkout.Root), temporary.Home);

        await sample.PrepareAsync(cancellation);
        await sample.PrepareAsync(cancellation);

        var clone = Directory.CreateTempSubdirectory("sea-clone-").FullName;
        try
        {
            File.SetUnixFileMode(clone, (UnixFileMode)0b111_111_111);
            File.WriteAllText(Path.Combine(clone, ".gitconfig"), "[safe]\n\tdirectory = *\n");
            var cloned = await new Command(
                "setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups", "--",
                "git", "clone", "--quiet", "--branch", Sample.Branch, sample.RepositoryUrl, Path.Combine(clone, "hello"))
            {
                Environment = new Dictionary<string, string?> { ["HOME"] = clone },
            }.RunAsync(cancellation);
            cloned.OrThrow("The sample could not be cloned", "");
            File.ReadAllText(Path.Combine(clone, "hello", "index.html")).ShouldContain("Seaworthy");
        }
        finally
        {
            Directory.Delete(clone, recursive: true);
        }
    }
}
