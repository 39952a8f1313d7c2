using Seaworthy.SystemTests.Rig.Api;
using Seaworthy.SystemTests.Rig.Load;
using Seaworthy.SystemTests.Rig.Operated;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Operating;

/// <summary>`sea restart` takes new settings, refuses those that would leave the server down, and hurts nobody.</summary>
public sealed class RestartTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Restart_takes_what_can_be_used_and_refuses_the_rest_before_it_stops_anything()
    {
        await using var installation = await OperatedInstallation.Start(Cancel);
        var settings = Path.Combine(installation.Home, "settings.env");
        var (before, process) = (await File.ReadAllTextAsync(settings, Cancel), await ServerAsync());

        foreach (var (name, value) in new[] { ("SERVER_PORT", "many"), ("DOCKER_HOST", "tcp://elsewhere:2375"), ("SERVER_PORT", $"{installation.EdgePort}") })
        {
            var refused = await installation.Sea(new Dictionary<string, string> { [name] = value }, Cancel, "restart");
            refused.ExitCode.ShouldBe(1, refused.ToString());
            refused.Errors.ShouldContain(value);
        }
        (await File.ReadAllTextAsync(settings, Cancel)).ShouldBe(before);
        (await ServerAsync()).ShouldBe(process);

        var port = FreePort.Next();
        (await installation.Sea(new Dictionary<string, string> { ["SERVER_PORT"] = $"{port}" }, Cancel, "restart")).ShouldSucceed();

        (await ServerAsync()).ShouldNotBe(process);
        using var there = ApiClient.OverTcp(new Uri($"http://127.0.0.1:{port}"), token: null);
        (await there.IsReady(Cancel)).ShouldBeTrue();
        await installation.SampleAnswers(Cancel);

        Task<string> ServerAsync() => File.ReadAllTextAsync(Path.Combine(installation.Home, "run", "server.pid"), Cancel);
    }

    [Fact]
    public async Task A_restart_costs_no_app_a_request_and_commands_wait_it_out()
    {
        await using var installation = await OperatedInstallation.Start(Cancel);
        await using var load = SteadyLoad.Start(new LoadOptions { Server = installation.Edge, Host = OperatedInstallation.SampleHost });
        await using var availability = Availability.Watch(installation.ServerPort);

        var restarting = installation.Sea(Cancel, "restart");
        var commands = new List<Ran>();
        while (!restarting.IsCompleted)
            commands.Add(await installation.Sea(Cancel, "apps"));

        (await restarting).ShouldSucceed();
        commands.ShouldAllBe(command => command.ExitCode == 0 && command.Output.Contains("hello"));
        (await load.Stop()).ShouldHaveNoFailure();
        var away = await availability.LongestGap();
        away.ShouldBeGreaterThan(TimeSpan.Zero, "it was restarted");
        Console.WriteLine($"The API was away for {away.TotalSeconds:0.00} s while {commands.Count} commands came and waited.");
    }
}
