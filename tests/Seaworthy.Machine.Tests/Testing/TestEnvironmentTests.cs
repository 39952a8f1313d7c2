using Seaworthy.Machine.Testing;

namespace Seaworthy.Machine.Tests.Testing;

public sealed class TestEnvironmentTests
{
    [Theory]
    [InlineData("SEAWORTHY_HOME")]
    [InlineData("SEAWORTHY_TOKEN")]
    [InlineData("POSTGRES_PASSWORD")]
    [InlineData("EDGE_TRUSTED_PROXIES")]
    [InlineData("ACME_DIRECTORY")]
    [InlineData("DOCKER_HOST")]
    [InlineData("REDIS_URL")]
    public void IsHidden_WhatBelongsToAnInstallation(string name) => TestEnvironment.IsHidden(name).ShouldBeTrue();

    [Theory]
    [InlineData("PATH")]
    [InlineData("SEAWORTHY_WRITE_OPENAPI")]
    [InlineData("SEAWORTHY_SEED")]
    public void IsHidden_NotWhatIsSaidToTheTests(string name) => TestEnvironment.IsHidden(name).ShouldBeFalse();
}
