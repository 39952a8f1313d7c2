using Seaworthy.Docker.Transport;

namespace Seaworthy.Docker.Tests.Transport;

public sealed class EnginePathTests
{
    [Fact]
    public void Segments_and_values_are_escaped() =>
        EnginePath.Of("containers", "a/b?c", "stop").With("t", TimeSpan.FromSeconds(1.2)).With("name", "x&y=z").With("none", null).ToString()
            .ShouldBe("containers/a%2Fb%3Fc/stop?t=2&name=x%26y%3Dz");

    [Fact]
    public void An_image_keeps_its_slashes() =>
        EnginePath.OfImage("registry:5000/team/app@sha256:ab", "json").ToString()
            .ShouldBe("images/registry%3A5000/team/app%40sha256%3Aab/json");

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public void A_segment_that_leads_elsewhere_is_refused(string segment)
    {
        Should.Throw<ArgumentException>(() => EnginePath.Of("containers", segment, "json"));
        Should.Throw<ArgumentException>(() => EnginePath.OfImage($"team/{segment}/app"));
    }

    [Fact]
    public void Filters_are_json_of_lists() =>
        EnginePath.Of("events").With(new Filters().With("label", "a=b", "c").With("name", [])).ToString()
            .ShouldBe($"events?filters={Uri.EscapeDataString("""{"label":["a=b","c"]}""")}");

    [Theory]
    [InlineData("app", "app", "latest")]
    [InlineData("app:1", "app", "1")]
    [InlineData("registry:5000/app", "registry:5000/app", "latest")]
    [InlineData("registry:5000/app:1", "registry:5000/app", "1")]
    [InlineData("app@sha256:ab", "app", "sha256:ab")]
    [InlineData("app:1@sha256:ab", "app:1", "sha256:ab")]
    public void A_reference_has_a_tag_or_a_digest(string text, string repository, string tag) =>
        ImageReference.Parse(text).ShouldBe(new ImageReference(repository, tag));

    [Theory]
    [InlineData("8080/tcp", 8080, PortProtocol.Tcp)]
    [InlineData("8080", 8080, PortProtocol.Tcp)]
    [InlineData("53/udp", 53, PortProtocol.Udp)]
    public void A_port_is_read_and_written(string text, int number, PortProtocol protocol)
    {
        ContainerPort.TryParse(text, out var port).ShouldBeTrue();
        port.ShouldBe(new ContainerPort(number, protocol));
        port.ToString().ShouldStartWith($"{number}/");
    }

    [Theory]
    [InlineData("0/tcp")]
    [InlineData("65536")]
    [InlineData("80/http")]
    [InlineData("80/tcp/x")]
    [InlineData("-1")]
    [InlineData("")]
    public void What_is_no_port_is_not_read(string text) => ContainerPort.TryParse(text, out _).ShouldBeFalse();
}
