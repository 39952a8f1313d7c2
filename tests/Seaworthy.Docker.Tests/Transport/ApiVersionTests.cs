using Seaworthy.Docker.Transport;

namespace Seaworthy.Docker.Tests.Transport;

public sealed class ApiVersionTests
{
    [Theory]
    [InlineData("1.41", "1.41")]
    [InlineData("1.45", "1.45")]
    [InlineData("1.52", "1.45")]
    [InlineData("2.0", "1.45")]
    public void The_lower_of_both_is_spoken(string offered, string spoken) =>
        ApiVersion.Negotiate(offered).ToString().ShouldBe(spoken);

    [Theory]
    [InlineData("1.40")]
    [InlineData("0.99")]
    [InlineData("1.9")]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1.45.1")]
    [InlineData("-1.45")]
    public void An_engine_that_is_older_or_does_not_say_is_refused(string? offered) =>
        Should.Throw<DockerException>(() => ApiVersion.Negotiate(offered)).EngineMessage.ShouldContain("1.41 (Docker Engine 20.10) or newer is needed");
}
