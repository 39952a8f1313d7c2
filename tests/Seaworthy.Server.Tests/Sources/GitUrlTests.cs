using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Tests.Sources;

public sealed class GitUrlTests
{
    [Theory]
    [InlineData("https://github.com/me/app.git", GitTransport.Http, "https://github.com/me/app.git", "github.com", 443)]
    [InlineData("http://git.example:3000/me/app", GitTransport.Http, "http://git.example:3000/me/app", "git.example", 3000)]
    [InlineData("https://GitHub.com:443/me/app", GitTransport.Http, "https://github.com/me/app", "github.com", 443)]
    [InlineData("https://example.org/me/my%20app", GitTransport.Http, "https://example.org/me/my%20app", "example.org", 443)]
    [InlineData("https://bücher.example/me/app", GitTransport.Http, "https://xn--bcher-kva.example/me/app", "xn--bcher-kva.example", 443)]
    [InlineData("https://[::1]:8443/me/app", GitTransport.Http, "https://[::1]:8443/me/app", "::1", 8443)]
    [InlineData("https://example.org/a/../b", GitTransport.Http, "https://example.org/b", "example.org", 443)]
    [InlineData("ssh://git@example.org:2222/me/app.git", GitTransport.Ssh, "ssh://git@example.org:2222/me/app.git", "example.org", 2222)]
    [InlineData("git@github.com:me/app.git", GitTransport.Ssh, "ssh://git@github.com/me/app.git", "github.com", 22)]
    [InlineData("example.org:app.git", GitTransport.Ssh, "ssh://example.org/app.git", "example.org", 22)]
    [InlineData("file:///srv/git/app.git", GitTransport.File, "file:///srv/git/app.git", "", 0)]
    public void A_repository_is_written_in_the_one_checked_way(string text, GitTransport transport, string written, string host, int port)
    {
        GitUrl.TryParse(text, out var url, out var error).ShouldBeTrue(error);

        (url!.Transport, url.Text, url.Host, url.Port).ShouldBe((transport, written, host, port));
        url.Credentials.ShouldBeNull();
    }

    // Curl would read these as 127.0.0.1: what is checked must be what is used.
    [Theory]
    [InlineData("http://0x7f.1/x")]
    [InlineData("http://2130706433/x")]
    [InlineData("http://0177.0.0.1/x")]
    public void A_disguised_address_is_written_plainly(string text)
    {
        GitUrl.TryParse(text, out var url, out _).ShouldBeTrue();

        url!.Host.ShouldBe("127.0.0.1");
        url.Text.ShouldBe("http://127.0.0.1/x");
    }

    [Fact]
    public void Credentials_are_split_off_and_never_printed()
    {
        GitUrl.TryParse("https://me:s%40cret@example.org/app", out var url, out _).ShouldBeTrue();

        url!.Credentials.ShouldBe(new SourceCredentials("me", "s@cret"));
        url.Text.ShouldBe("https://example.org/app");
        $"{url} {url.Credentials}".ShouldNotContain("cret@");
    }

    [Theory]
    [InlineData(null, "is required")]
    [InlineData("", "is required")]
    [InlineData("--upload-pack=touch /tmp/x", "spaces")]
    [InlineData("--upload-pack=x", "dash")]
    [InlineData("-oProxyCommand=x", "dash")]
    [InlineData("ext::sh", "remote helpers")]
    [InlineData("fd::17", "remote helpers")]
    [InlineData("https://example.org/app\n", "control")]
    [InlineData("https://example.org/app\0x", "control")]
    [InlineData("https://example.org\\@evil.example/app", "backslashes")]
    [InlineData("git://example.org/app", "must begin")]
    [InlineData("ftp://example.org/app", "must begin")]
    [InlineData("javascript:alert(1)", "")]
    [InlineData("/srv/git/app", "")]
    [InlineData("../app", "")]
    [InlineData("file://evil.example/app", "path of this machine")]
    [InlineData("https://example.org", "must name a repository")]
    [InlineData("https://example.org/", "must name a repository")]
    [InlineData("https:///app", "")]
    [InlineData("https://example.org/app?x=1", "query")]
    [InlineData("https://example.org/app#x", "query")]
    [InlineData("ssh://-oProxyCommand=x/app", "")]
    [InlineData("ssh://-oProxyCommand@example.org/app", "user name")]
    [InlineData("ssh://me:secret@example.org/app", "user name")]
    [InlineData("ssh://git@example.org/-x", "dash")]
    [InlineData("git@-oProxyCommand=x:app", "")]
    [InlineData("git@example.org:-x", "dash")]
    [InlineData("https://exa$(id)mple.org/app", "")]
    public void Whatever_could_mean_something_else_is_refused(string? text, string why)
    {
        GitUrl.TryParse(text, out var url, out var error).ShouldBeFalse($"{url}");

        error.ShouldNotBeNull().ShouldContain(why);
    }
}
