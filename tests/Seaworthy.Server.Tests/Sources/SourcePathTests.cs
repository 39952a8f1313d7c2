using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Tests.Sources;

public sealed class SourcePathTests
{
    [Theory]
    [InlineData("services/api", "services/api")]
    [InlineData("./services//api/", "services/api")]
    [InlineData("/services/api", "services/api")]
    [InlineData("a..b/c", "a..b/c")]
    [InlineData(".", "")]
    [InlineData("/", "")]
    [InlineData(null, "")]
    public void A_path_is_written_from_the_root(string? text, string written)
    {
        SourcePath.TryParse(text, out var path, out var error).ShouldBeTrue(error);

        path!.Text.ShouldBe(written);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a/..")]
    [InlineData(".git/config")]
    [InlineData("a\\..\\b")]
    [InlineData("a\nb")]
    public void A_path_cannot_lead_outside(string text) => SourcePath.TryParse(text, out _, out _).ShouldBeFalse();
}
