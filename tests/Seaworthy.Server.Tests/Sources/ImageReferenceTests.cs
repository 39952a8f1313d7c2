using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Tests.Sources;

public sealed class ImageReferenceTests
{
    private const string Digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("nginx", "nginx:latest")]
    [InlineData("nginx:1.27", "nginx:1.27")]
    [InlineData("docker.io/library/nginx", "nginx:latest")]
    [InlineData("docker.io/me/app:v1", "me/app:v1")]
    [InlineData("me/app_one__two/x-y.z", "me/app_one__two/x-y.z:latest")]
    [InlineData("ghcr.io/me/app:v1", "ghcr.io/me/app:v1")]
    [InlineData("localhost/app", "localhost/app:latest")]
    [InlineData("localhost:5000/app:v1", "localhost:5000/app:v1")]
    [InlineData("registry.example:5000/team/app", "registry.example:5000/team/app:latest")]
    [InlineData("10.0.0.1:5000/app", "10.0.0.1:5000/app:latest")]
    [InlineData($"nginx@{Digest}", $"nginx@{Digest}")]
    [InlineData($"nginx:1.27@{Digest}", $"nginx@{Digest}")]
    public void An_image_is_written_as_the_engine_writes_it(string text, string written)
    {
        ImageReference.TryParse(text, out var image, out var error).ShouldBeTrue(error);

        image!.Text.ShouldBe(written);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-nginx")]
    [InlineData("--all")]
    [InlineData("Nginx")]
    [InlineData("nginx latest")]
    [InlineData("nginx:")]
    [InlineData("nginx:-x")]
    [InlineData("nginx:a/b")]
    [InlineData("nginx@sha256:abc")]
    [InlineData("nginx@md5:e3b0c442")]
    [InlineData("../nginx")]
    [InlineData("a//b")]
    [InlineData("https://registry.example/app")]
    [InlineData("nginx\n")]
    [InlineData("nginx\0")]
    [InlineData("registry.example:port/app")]
    [InlineData(Digest)]
    public void Whatever_is_no_image_is_refused(string? text)
    {
        ImageReference.TryParse(text, out var image, out var error).ShouldBeFalse($"{image}");

        error.ShouldNotBeNullOrEmpty();
    }
}
