using Seaworthy.Server.Apps.Volumes;

namespace Seaworthy.Server.Tests.Apps;

public sealed class VolumePathTests
{
    [Theory]
    [InlineData("/data", "/data")]
    [InlineData("/var//lib/app/", "/var/lib/app")]
    public void ParsePath_AnAbsolutePath_IsMadeNormal(string text, string path)
    {
        Volume.ParsePath(text, out var read).ShouldBeNull();
        read.ShouldBe(path);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("data")]
    [InlineData("/")]
    [InlineData("/a/../etc")]
    [InlineData("/./a")]
    [InlineData("/proc/1")]
    [InlineData("/sys")]
    [InlineData("/dev/shm")]
    [InlineData("/a\nb")]
    public void ParsePath_AnythingElse_IsRefused(string? text) => Volume.ParsePath(text, out _).ShouldNotBeNull();
}
