using Seaworthy.Cli.Deploying;
using Seaworthy.Cli.Tests.Fixtures;

namespace Seaworthy.Cli.Tests.Deploying;

public sealed class DeployTargetTests
{
    [Theory]
    [InlineData("https://github.com/owner/shop", "Git https://github.com/owner/shop")]
    [InlineData("https://example.com/owner/shop.git", "Git https://example.com/owner/shop.git")]
    [InlineData("git@example.com:owner/shop.git", "Git git@example.com:owner/shop.git")]
    [InlineData("ssh://git@example.com:22/owner/shop", "Git ssh://git@example.com:22/owner/shop")]
    [InlineData("file:///srv/shop", "Git file:///srv/shop")]
    [InlineData("github.com/owner/shop", "Git https://github.com/owner/shop")]
    [InlineData("https://example.com/shop.tar.gz", "ArchiveUrl https://example.com/shop.tar.gz")]
    [InlineData("https://example.com/shop.ZIP?token=1", "ArchiveUrl https://example.com/shop.ZIP?token=1")]
    [InlineData("nginx", "Image nginx")]
    [InlineData("nginx:1.27-alpine", "Image nginx:1.27-alpine")]
    [InlineData("ghcr.io/owner/shop:v1", "Image ghcr.io/owner/shop:v1")]
    [InlineData("localhost:5000/shop", "Image localhost:5000/shop")]
    [InlineData("0198c5a2-6f0e-7c1b-9f53-1c1f0f6f2b10", "Build 0198c5a2-6f0e-7c1b-9f53-1c1f0f6f2b10")]
    [InlineData("site", "Folder site")]
    [InlineData(".", "Folder ")]
    [InlineData("app.tar.gz", "ArchiveFile app.tar.gz")]
    public void WhatItLooksLike_DecidesWhatItIs(string text, string expected)
    {
        using var world = CliWorld.With();
        world.Write("site/index.html", "x");
        world.Write("app.tar.gz", "x");

        var target = DeployTarget.Parse(text, world.Folder);

        string Inside(string path) => Path.GetRelativePath(world.Folder, path).TrimStart('.');
        (target switch
        {
            DeployTarget.Folder(var path) => $"Folder {Inside(path)}",
            DeployTarget.ArchiveFile(var path) => $"ArchiveFile {Inside(path)}",
            DeployTarget.ArchiveUrl(var url) => $"ArchiveUrl {url}",
            DeployTarget.Git(var url) => $"Git {url}",
            DeployTarget.Image(var image) => $"Image {image}",
            DeployTarget.Build(var id) => $"Build {id}",
            _ => "",
        }).ShouldBe(expected);
    }

    [Theory]
    [InlineData("./nothing", "There is no folder ./nothing.")]
    [InlineData("/nothing/here", "There is no folder")]
    [InlineData("notes.txt", "is a file, but no .tar.gz")]
    [InlineData("Not An Image", "is no folder here, no archive, no Git URL and no image")]
    public void WhatIsNoneOfThem_IsToldApart(string text, string words)
    {
        using var world = CliWorld.With();
        world.Write("notes.txt", "x");

        Should.Throw<UsageException>(() => DeployTarget.Parse(text, world.Folder)).Message.ShouldContain(words);
    }
}
