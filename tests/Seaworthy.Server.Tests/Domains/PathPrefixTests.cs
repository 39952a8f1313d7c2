using Seaworthy.Server.Domains;

namespace Seaworthy.Server.Tests.Domains;

public sealed class PathPrefixTests
{
    [Theory]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("/", "/")]
    [InlineData("/api", "/api")]
    [InlineData("/api/", "/api")]
    [InlineData("/Shop/v2.1", "/Shop/v2.1")]
    public void TryParse_APath_HasNoFinalSlash(string? text, string expected)
    {
        PathPrefix.TryParse(text, out var prefix, out var fault).ShouldBeTrue(fault);
        prefix.Value.ShouldBe(expected);
    }

    [Theory]
    [InlineData("api")]
    [InlineData("//api")]
    [InlineData("/a//b")]
    [InlineData("/a/../b")]
    [InlineData("/./a")]
    [InlineData("/a?b")]
    [InlineData("/a#b")]
    [InlineData("/a%20b")]
    [InlineData("/a b")]
    [InlineData("/a\\b")]
    [InlineData("/ä")]
    public void TryParse_WhatTheEdgeWouldRefuse_IsRefused(string text) => PathPrefix.TryParse(text, out _, out _).ShouldBeFalse();
}
