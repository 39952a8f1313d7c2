using System.Net;
using System.Net.Sockets;
using Seaworthy.Machine.Https;
using Seaworthy.Machine.Ports;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Services;
using Seaworthy.Machine.Settings;
using Seaworthy.Testing;

namespace Seaworthy.Machine.Tests.Https;

/// <summary>Real Caddy under a real keeper.</summary>
public sealed class HttpsStarterTests : IAsyncLifetime
{
    private readonly TemporaryHome temporary = new();
    private readonly Keepers keepers;

    public HttpsStarterTests() => keepers = new Keepers(temporary.Home, TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        // As in an installation: others may pass.
        File.SetUnixFileMode(temporary.Home.Root, (UnixFileMode)0b111_101_101);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await keepers.StopAsync(Service.Caddy, CancellationToken.None);
        temporary.Dispose();
    }

    [Fact]
    public async Task Caddy_runs_without_root_and_is_restarted_by_another_configuration_alone()
    {
        var port = FreePort.Next();
        var https = Starter(port);
        (await https.EnsureAsync(Cancellation)).ShouldBe(Ensured.Started);
        var first = await ProcessAsync();

        https.IsOn.ShouldBeTrue();
        Status(first, "Uid").ShouldNotContain("\t0");
        // CAP_NET_BIND_SERVICE, and no other.
        Status(first, "CapEff").Trim().ShouldBe("0000000000000400");
        Status(first, "CapBnd").Trim().ShouldBe("0000000000000400");
        File.GetUnixFileMode(temporary.Home.CaddyData).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        (File.GetUnixFileMode(temporary.Home.Front) & (UnixFileMode)0b111).ShouldBe(UnixFileMode.None);

        (await https.EnsureAsync(Cancellation)).ShouldBe(Ensured.AlreadyRunning);
        (await ProcessAsync()).ShouldBe(first);
        (await Starter(port, ("ACME_EMAIL", "a@b.example")).EnsureAsync(Cancellation)).ShouldBe(Ensured.Restarted);
        (await ProcessAsync()).ShouldNotBe(first);

        await https.TurnOffAsync(Cancellation);
        https.IsOn.ShouldBeFalse();
        (await keepers.ObserveAsync(Service.Caddy, Cancellation)).ShouldBe(new ServiceObserved(Service.Caddy, null, IsKept: false));
    }

    [Fact]
    public async Task A_port_that_is_somebody_elses_is_said_and_left_alone()
    {
        using var other = new TcpListener(IPAddress.Any, FreePort.Next());
        other.Start();
        var https = Starter(((IPEndPoint)other.LocalEndpoint).Port);

        (await Should.ThrowAsync<PortHeldException>(() => https.EnsureAsync(Cancellation))).Message.ShouldContain("ROUTER_HTTPS_PORT=");

        https.IsOn.ShouldBeFalse();
    }

    [Theory]
    [InlineData("ACME_DIRECTORY", "http://ca.example/dir")]
    [InlineData("ACME_EMAIL", "nobody")]
    [InlineData("ACME_ROOTS", "/no/such/file")]
    [InlineData("ROUTER_HTTPS_PORT", "0")]
    public async Task A_setting_that_cannot_be_used_is_named(string name, string value) =>
        (await Should.ThrowAsync<SettingUnusableException>(() => Starter(FreePort.Next(), (name, value)).EnsureAsync(Cancellation))).Message.ShouldStartWith($"{name}={value} is not");

    [Fact]
    public void Https_is_wanted_where_it_can_be_had_unless_somebody_says_so()
    {
        Settings().HttpsWanted.ShouldBeNull();
        Settings(("ROUTER_ENABLE_HTTPS", "true")).HttpsWanted.ShouldBe(true);
        Settings(("ROUTER_ENABLE_HTTPS", "False")).HttpsWanted.ShouldBe(false);
        Should.Throw<SettingUnusableException>(() => Settings(("ROUTER_ENABLE_HTTPS", "maybe")).HttpsWanted);
    }

    private static InstallationSettings Settings(params (string Name, string Value)[] variables) => new(variables.ToDictionary(pair => pair.Name, pair => pair.Value));

    private static string Status(ProcessIdentity process, string field) =>
        File.ReadLines($"/proc/{process.Id}/status").Single(line => line.StartsWith($"{field}:", StringComparison.Ordinal))[(field.Length + 1)..];

    private HttpsStarter Starter(int port, params (string Name, string Value)[] more)
    {
        var variables = new Dictionary<string, string> { ["ROUTER_HTTPS_PORT"] = $"{port}" };
        foreach (var (name, value) in more)
            variables[name] = value;
        return new HttpsStarter(temporary.Home, new InstallationSettings(variables), keepers, TimeProvider.System);
    }

    private async Task<ProcessIdentity> ProcessAsync() => (await keepers.ObserveAsync(Service.Caddy, Cancellation)).Process.ShouldNotBeNull();
}
