using Seaworthy.Cli.Output;

namespace Seaworthy.Cli.Tests.Output;

public sealed class SizesTests
{
    [Theory]
    [InlineData("512MB", 536870912)]
    [InlineData("512m", 536870912)]
    [InlineData("1.5GB", 1610612736)]
    [InlineData("1Gi", 1073741824)]
    [InlineData("1048576", 1048576)]
    public void Memory_IsReadAsPeopleWriteIt(string text, long bytes) => Sizes.ParseBytes(text).ShouldBe(bytes);

    [Theory]
    [InlineData("much")]
    [InlineData("12 parsecs")]
    [InlineData("MB")]
    public void NoAmount_IsRefused(string text) => Should.Throw<UsageException>(() => Sizes.ParseBytes(text));

    [Theory]
    [InlineData("0.5", 50_000)]
    [InlineData("2", 200_000)]
    public void Cores_AreMicrosecondsPer100Milliseconds(string text, long quota) => Sizes.ParseCores(text).ShouldBe(quota);

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("half")]
    public void NoCores_AreRefused(string text) => Should.Throw<UsageException>(() => Sizes.ParseCores(text));
}
