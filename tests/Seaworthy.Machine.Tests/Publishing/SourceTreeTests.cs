using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Publishing;

namespace Seaworthy.Machine.Tests.Publishing;

public sealed class SourceTreeTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("sea-sources-").FullName;
    private readonly string before;

    public SourceTreeTests()
    {
        Write("Directory.Build.props", "<Project />");
        Write("src/A/A.csproj", """<Project><ItemGroup><ProjectReference Include="../B/B.csproj" /></ItemGroup></Project>""");
        Write("src/A/Rooms/Program.cs", "one");
        Write("src/B/B.csproj", """<Project><ItemGroup><ProjectReference Include="../A/A.csproj" /></ItemGroup></Project>""");
        Write("src/B/Thing.cs", "two");
        Write("src/C/Other.cs", "three");
        before = Version();
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData("src/A/Rooms/Program.cs")]
    [InlineData("src/B/Thing.cs")]
    [InlineData("src/A/New.razor")]
    [InlineData("Directory.Build.props")]
    public void Version_SomethingItIsBuiltFromChanges_IsAnother(string file)
    {
        Write(file, "changed");

        Version().ShouldNotBe(before);
    }

    [Theory]
    [InlineData("src/C/Other.cs")]
    [InlineData("src/A/obj/project.assets.json")]
    [InlineData("src/A/bin/Release/A.dll")]
    [InlineData("README.md")]
    public void Version_SomethingElseChanges_StaysTheSame(string file)
    {
        Write(file, "changed");

        Version().ShouldBe(before);
    }

    [Fact]
    public void Version_FileWrittenAgainWithTheSameContent_StaysTheSame()
    {
        Write("src/B/Thing.cs", "two");

        Version().ShouldBe(before);
    }

    private string Version() => new SourceTree(new Checkout(root)).Version("A");

    private void Write(string file, string content)
    {
        var path = Path.Combine(root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
