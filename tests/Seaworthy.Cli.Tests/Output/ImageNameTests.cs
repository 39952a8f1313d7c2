using Seaworthy.Cli.Output;

namespace Seaworthy.Cli.Tests.Output;

public sealed class ImageNameTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("nginx:1.27", "nginx:1.27")]
    [InlineData("sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "9f86d081884c")]
    [InlineData("nginx@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "nginx@sha256:9f86d081884c")]
    [InlineData("sha256:9f86", "sha256:9f86")]
    public void Digests_AreShortenedAsDockerDoes(string? image, string? shown) => ImageName.Short(image).ShouldBe(shown);
}
