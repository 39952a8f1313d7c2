using Seaworthy.Server.Builds;
using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Tests.Builds;

public sealed class PlainHttpTests
{
    [Theory]
    [InlineData("https://git.example/app.git")]
    [InlineData("ssh://git@git.example/app.git")]
    [InlineData("file:///srv/http://app.git")]
    public void Nothing_is_said_of_what_is_encrypted_or_local(string url) => PlainHttp.Warning(url, new SourceCredentials("me", "secret")).ShouldBeNull();

    [Fact]
    public void Passwords_are_spoken_of_only_where_there_is_one()
    {
        PlainHttp.Warning("http://git.example/app.git", null).ShouldNotBeNull().ShouldNotContain("password");
        PlainHttp.Warning("http://git.example/app.git", new SourceCredentials("me", "secret")).ShouldNotBeNull().ShouldContain("read the password");
    }
}
