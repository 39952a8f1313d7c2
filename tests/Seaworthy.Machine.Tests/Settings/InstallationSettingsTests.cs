using Seaworthy.Machine.Settings;

namespace Seaworthy.Machine.Tests.Settings;

public sealed class InstallationSettingsTests : IDisposable
{
    private readonly TemporaryHome temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void Remember_ThenLoad_GivesTheSameValuesBack()
    {
        var variables = new Dictionary<string, string>
        {
            ["ROUTER_DOMAIN"] = "apps.example.com",
            ["POSTGRES_PASSWORD"] = "a \"b\" \\c $HOME `id` # not a comment = 'x'",
            ["ROUTER_HTTP_PORT"] = "8081",
        };

        new InstallationSettings(variables).Remember(temporary.Home);

        InstallationSettings.Load(temporary.Home, new Dictionary<string, string>()).Variables.ShouldBe(variables, ignoreOrder: true);
        File.GetUnixFileMode(temporary.Home.SettingsFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Remember_AValueOfSeveralLines_IsRefused_AndWhatWasRememberedStays()
    {
        new InstallationSettings(new Dictionary<string, string> { ["ROUTER_DOMAIN"] = "a.test" }).Remember(temporary.Home);

        Should.Throw<SettingUnusableException>(() => new InstallationSettings(new Dictionary<string, string> { ["ROUTER_DOMAIN"] = "b.test\nSERVER_PORT=1" }).Remember(temporary.Home));

        InstallationSettings.Load(temporary.Home, new Dictionary<string, string>()).RouterDomain.ShouldBe("a.test");
    }

    [Fact]
    public void Merge_WhatIsSetNowWins_AndNothingGoesBackToTheDefault()
    {
        var remembered = new Dictionary<string, string> { ["SERVER_PORT"] = "9000", ["ROUTER_DOMAIN"] = "a.test", ["POSTGRES_HOST"] = "db" };
        var now = new Dictionary<string, string> { ["SERVER_PORT"] = "9001", ["POSTGRES_HOST"] = "" };

        InstallationSettings.Merge(remembered, now).ShouldBe(
            new Dictionary<string, string> { ["SERVER_PORT"] = "9001", ["ROUTER_DOMAIN"] = "a.test" }, ignoreOrder: true);
    }

    [Fact]
    public void Merge_VariablesOfTheCommandItself_AreNotRemembered() => InstallationSettings.Merge(
        new Dictionary<string, string>(),
        new Dictionary<string, string> { ["SEAWORTHY_HOME"] = "/x", ["SEAWORTHY_CHECKOUT"] = "/y", ["PATH"] = "/bin", ["SEAWORTHY_TOKEN"] = "sea_secret", ["SEAWORTHY_URL"] = "https://x", ["SEAWORTHY_APP"] = "a", ["SEAWORTHY_PATIENCE"] = "0", ["SEAWORTHY_SUBNETS"] = "10.0.0.0/16" })
        .ShouldBe(new Dictionary<string, string> { ["SEAWORTHY_SUBNETS"] = "10.0.0.0/16" });

    [Fact]
    public void Remembered_WhatIsSetNowDoesNotCount_AndIsNamed()
    {
        var now = new Dictionary<string, string> { ["SERVER_PORT"] = "9001", ["POSTGRES_HOST"] = "", ["ROUTER_DOMAIN"] = "a.test", ["EDGE_X"] = "1", ["SEAWORTHY_TOKEN"] = "sea_secret", ["SEAWORTHY_KEEP"] = "" };
        InstallationSettings.Remembered(temporary.Home, now).ServerPort.ShouldBe(9001, "nothing was set up yet");
        new InstallationSettings(new Dictionary<string, string> { ["SERVER_PORT"] = "9000", ["ROUTER_DOMAIN"] = "a.test", ["POSTGRES_HOST"] = "db" }).Remember(temporary.Home);

        var settings = InstallationSettings.Remembered(temporary.Home, now);

        (settings.ServerPort, settings.PostgresHost).ShouldBe((9000, "db"));
        settings.SaidOtherwise(now).ShouldBe(["EDGE_X", "POSTGRES_HOST", "SERVER_PORT"]);
        settings.SaidOtherwise(new Dictionary<string, string>()).ShouldBeEmpty();
    }

    [Fact]
    public void RouterHttpPort_NotAPort_NamesTheVariable() =>
        Should.Throw<SettingUnusableException>(() => new InstallationSettings(new Dictionary<string, string> { ["ROUTER_HTTP_PORT"] = "http" }).RouterHttpPort)
            .Message.ShouldStartWith("ROUTER_HTTP_PORT=http is not a port between 1 and 65535.");
}
