using Seaworthy.Machine.Docker;
using Seaworthy.Machine.Services;
using Seaworthy.Machine.Settings;

namespace Seaworthy.Machine.Tests.Settings;

public sealed class CheckSettingsTests : IDisposable
{
    private readonly TemporaryHome temporary = new();

    public void Dispose() => temporary.Dispose();

    [Theory]
    [InlineData("SERVER_PORT", "many")]
    [InlineData("SERVER_PORT", "80")]
    [InlineData("ROUTER_HTTP_PORT", "0")]
    [InlineData("ROUTER_HTTPS_PORT", "65536")]
    [InlineData("ROUTER_ENABLE_HTTPS", "perhaps")]
    [InlineData("ACME_DIRECTORY", "http://ca.test")]
    [InlineData("ACME_EMAIL", "nobody")]
    [InlineData("ACME_ROOTS", "/nonexistent.pem")]
    [InlineData("POSTGRES_PORT", "0")]
    public void CheckSettings_AValueThatCannotBeUsed_IsNamed(string name, string value) =>
        Should.Throw<SettingUnusableException>(() => With(name, value).CheckSettings()).Message.ShouldStartWith($"{name}={value} is not ");

    [Fact]
    public void CheckSettings_AnEngineElsewhere_IsRefused() => Should.Throw<DockerHostRefusedException>(() => With("DOCKER_HOST", "tcp://elsewhere:2375").CheckSettings());

    [Fact]
    public void CheckSettings_WhatCanBeUsed_IsFine() => Should.NotThrow(() => With("SERVER_PORT", "9000").CheckSettings());

    private Installation With(string name, string value) => new(
        temporary.Home, new InstallationSettings(new Dictionary<string, string> { ["POSTGRES_HOST"] = "db.test", [name] = value }), new Keepers(temporary.Home, TimeProvider.System));
}
