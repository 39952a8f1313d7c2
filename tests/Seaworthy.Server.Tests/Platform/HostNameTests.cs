using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Tests.Platform;

public sealed class HostNameTests
{
    [Theory]
    [InlineData("www.example.com", "www.example.com")]
    [InlineData("WWW.Example.COM", "www.example.com")]
    [InlineData("example.com.", "example.com")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("BÜCHER.example", "xn--bcher-kva.example")]
    [InlineData("xn--bcher-kva.example", "xn--bcher-kva.example")]
    [InlineData("例え.テスト", "xn--r8jz45g.xn--zckzah")]
    [InlineData("a-b.1.c2.example", "a-b.1.c2.example")]
    [InlineData("123.example", "123.example")]
    public void TryParse_AName_IsAsInCertificates(string text, string expected)
    {
        HostName.TryParse(text, out var host, out var fault).ShouldBeTrue(fault);
        host.Value.ShouldBe(expected);
    }

    [Theory]
    [InlineData(null, "is required")]
    [InlineData("", "is required")]
    [InlineData("https://example.com", "without http://")]
    [InlineData("example.com:8080", "without a port")]
    [InlineData("example.com/shop", "path_prefix")]
    [InlineData("*.example.com", "wildcard")]
    [InlineData("192.168.1.1", "not an IP address")]
    [InlineData("[::1]", "not an IP address")]
    [InlineData("::1", "not an IP address")]
    [InlineData("example", "with a dot")]
    [InlineData("example.123", "end with a number")]
    [InlineData("1.2.3", "not an IP address")]
    [InlineData("a_b.example", "not a host name")]
    [InlineData("-a.example", "not a host name")]
    [InlineData("a-.example", "not a host name")]
    [InlineData("a..example", "not a host name")]
    [InlineData(".example.com", "not a host name")]
    [InlineData("a b.example", "not a host name")]
    [InlineData("a\nb.example", "not a host name")]
    [InlineData("xn--99zzzz.example", "not a host name")]
    [InlineData("bu\u0308cher.example", "as one letter")]
    [InlineData("user@example.com", "not a host name")]
    public void TryParse_WhatIsNone_SaysWhy(string? text, string words)
    {
        HostName.TryParse(text, out _, out var fault).ShouldBeFalse();
        fault.ShouldNotBeNull().ShouldContain(words);
    }

    [Fact]
    public void TryParse_TooLong_IsRefused()
    {
        var label = new string('a', 63);

        HostName.TryParse($"{label}.{label}.{label}.{new string('b', 61)}", out _, out _).ShouldBeTrue();
        HostName.TryParse($"{label}.{label}.{label}.{new string('b', 62)}", out _, out _).ShouldBeFalse();
        HostName.TryParse($"{label}a.example", out _, out _).ShouldBeFalse();
    }
}
