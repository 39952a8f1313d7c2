using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Tests.Sources;

public sealed class GitRefTests
{
    [Theory]
    [InlineData("main")]
    [InlineData("feature/log-view")]
    [InlineData("v1.2.3")]
    [InlineData("dependabot/npm_and_yarn/lodash-4.17.21")]
    [InlineData("fix#12")]
    [InlineData("größe")]
    [InlineData("user@host")]
    public void Names_of_branches_and_tags_are_taken(string text)
    {
        GitRef.TryParse(text, out var reference, out var error).ShouldBeTrue(error);

        (reference!.Name, reference.IsCommit, reference.IsDefault).ShouldBe((text, false, false));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Nothing_is_the_default_branch(string? text)
    {
        GitRef.TryParse(text, out var reference, out _).ShouldBeTrue();

        reference!.IsDefault.ShouldBeTrue();
    }

    [Theory]
    [InlineData("da39a3ee5e6b4b0d3255bfef95601890afd80709", true)]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", true)]
    [InlineData("da39a3e", false)]
    [InlineData("DA39A3EE5E6B4B0D3255BFEF95601890AFD80709", false)]
    public void A_commit_is_a_full_id(string text, bool isCommit)
    {
        GitRef.TryParse(text, out var reference, out _).ShouldBeTrue();

        reference!.IsCommit.ShouldBe(isCommit);
    }

    [Theory]
    [InlineData("--upload-pack=touch")]
    [InlineData("-x")]
    [InlineData("a..b")]
    [InlineData("../../etc")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\u200bb")]
    [InlineData("a:b")]
    [InlineData("+refs/heads/*:refs/heads/*")]
    [InlineData("a*")]
    [InlineData("a?")]
    [InlineData("a[0]")]
    [InlineData("a^{}")]
    [InlineData("a~1")]
    [InlineData("a\\b")]
    [InlineData("@")]
    [InlineData("HEAD@{1}")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData(".a")]
    [InlineData("a/.b")]
    [InlineData("a.")]
    [InlineData("a.lock")]
    [InlineData("a.lock/b")]
    public void Whatever_is_no_name_is_refused(string text)
    {
        GitRef.TryParse(text, out _, out var error).ShouldBeFalse();

        error.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void A_name_has_an_end() => GitRef.TryParse(new string('a', 251), out _, out _).ShouldBeFalse();
}
