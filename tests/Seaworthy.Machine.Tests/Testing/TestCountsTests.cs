using Seaworthy.Machine.Testing;

namespace Seaworthy.Machine.Tests.Testing;

public sealed class TestCountsTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public void FromReport_SeveralAssemblies_SumsAndCountsErrorsAsFailures()
    {
        File.WriteAllText(file, """
            <assemblies>
              <assembly name="a.dll" total="5" passed="3" failed="1" skipped="1" errors="0" />
              <assembly name="b.dll" total="2" passed="2" failed="0" skipped="0" errors="1" />
            </assemblies>
            """);

        TestCounts.FromReport(file).ShouldBe(new TestCounts(Passed: 5, Failed: 2, Skipped: 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<assemblies><assembly passed=\"3\"")]
    public void FromReport_NotWrittenToItsEnd_IsNull(string content)
    {
        File.WriteAllText(file, content);

        TestCounts.FromReport(file).ShouldBeNull();
    }

    [Fact]
    public void FromReport_Missing_IsNull() => TestCounts.FromReport("/nonexistent/report.xml").ShouldBeNull();

    [Fact]
    public void ToString_IsTheLineThatARunEndsWith() =>
        new TestCounts(12, 0, 3).ToString().ShouldBe("12 passed, 0 failed, 3 skipped");
}
