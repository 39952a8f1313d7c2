using Seaworthy.Server.Rollouts.Running;

namespace Seaworthy.Server.Tests.Rollouts.Running;

public sealed class NeighbourTableTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("seaworthy-neighbours-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Raise_TheKernelsOwnLimits_MakesThemLarger()
    {
        Write(128, 512, 1024);

        NeighbourTable.Raise(folder);

        Read().ShouldBe(["4096", "8192", "16384"]);
    }

    [Fact]
    public void Raise_LimitsThatSomebodyMadeLarger_LeavesThem()
    {
        Write(128, 32_768, 65_536);

        NeighbourTable.Raise(folder);

        Read().Select(text => text.Trim()).ShouldBe(["4096", "32768", "65536"]);
    }

    [Fact]
    public void Raise_WhereThereAreNone_DoesNothing()
    {
        NeighbourTable.Raise(folder);

        Directory.GetFiles(folder).ShouldBeEmpty();
    }

    /// <summary>As the kernel shows them, each with a line end.</summary>
    private void Write(params int[] limits)
    {
        for (var number = 1; number <= limits.Length; number++)
            File.WriteAllText(Path.Combine(folder, $"gc_thresh{number}"), $"{limits[number - 1]}\n");
    }

    private List<string> Read() => [.. new[] { 1, 2, 3 }.Select(number => File.ReadAllText(Path.Combine(folder, $"gc_thresh{number}")))];
}
