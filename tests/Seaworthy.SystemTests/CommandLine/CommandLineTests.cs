using System.Text.Json;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.CommandLine;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.CommandLine;

/// <summary>A user's whole way with nothing but the program `sea`: from the login to the deletion.</summary>
public sealed class CommandLineTests(SharedWorld shared) : SystemTest(shared)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string slug = $"t-{Guid.NewGuid():n}"[..10];
    private Sea sea = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        sea = new Sea(World.Installation.Scratch);
        var login = await sea.Run(Cancel, await World.CreateToken(slug, Cancel), "login", World.Installation.ServerAddress.ToString(), "--token-stdin");
        login.Code.ShouldBe(0, login.Error);
        await sea.Do(Cancel, "create", slug, "--link", "--env", "GREETING=hello");
    }

    public override async ValueTask DisposeAsync()
    {
        await sea.Run(CancellationToken.None, "", "delete", slug, "--yes");
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task From_a_folder_to_a_live_app_and_through_its_life()
    {
        Write("Dockerfile", $"FROM {World.Image}\nENV VERSION=v1\nCOPY kept.txt /kept.txt\n");
        Write("kept.txt", "kept\n");
        Write("left-out.log", "x\n");
        Write(".gitignore", "*.log\n");

        var deployed = await sea.Run(Cancel, "", "deploy", ".");
        deployed.Code.ShouldBe(0, deployed.Error);
        deployed.Out.Trim().ShouldStartWith($"http://{slug}.localhost");
        deployed.Error.ShouldContain("v1 is live");
        (await sea.Do(Cancel, "apps")).ShouldContain(slug);
        (await sea.Do(Cancel, "info")).ShouldContain("running");
        (await sea.Do(Cancel, "deployments")).ShouldContain("cli");

        await Eventually.True(async token => (await sea.Do(token, "logs")).Contains("web.1", StringComparison.Ordinal), Patience, "the log holds a line of web.1", Cancel);
        await sea.Do(Cancel, "scale", "web=2");
        await Eventually.True(
            async token => JsonElement.Parse(await sea.Do(token, "ps", "--json")).EnumerateArray().Count(instance => instance.GetProperty("status").GetString() == "running") == 2,
            Patience, "two instances run", Cancel);

        (await sea.Run(Cancel, "", "env", "set", "GREETING=moin", "SECRET=hidden", "--secret")).Error.ShouldContain("v2 is live");
        (await sea.Do(Cancel, "env")).ShouldNotContain("hidden");
        (await sea.Do(Cancel, "releases")).ShouldContain("v2");
        (await sea.Run(Cancel, "", "rollback", "v1")).Error.ShouldContain("v1 is live");

        var run = await sea.Run(Cancel, "one\ntwo\n", "run", "--", "/bin/sh", "-c", "echo $GREETING; read first; echo got $first; /bin/busybox cat /kept.txt; /bin/busybox ls / >&2; exit 7");
        run.Code.ShouldBe(7, run.Error);
        run.Out.ShouldBe("hello\ngot one\nkept\n");
        run.Error.ShouldNotContain("left-out.log");

        (await sea.Run(Cancel, "", "delete", slug, "--yes")).Code.ShouldBe(0);
        (await sea.Do(Cancel, "apps")).ShouldNotContain(slug);
        (await sea.Run(Cancel, "", "info", slug)).Code.ShouldBe(3);
    }

    [Fact]
    public async Task A_shell_in_a_running_instance_has_a_terminal_that_follows_the_window_and_gives_it_back()
    {
        await LiveApp();
        await using var terminal = SeaAtTerminal.Start(sea, "exec web.1 -- /bin/sh");

        await terminal.Type("echo size $(/bin/busybox stty size)\r", Cancel);
        await terminal.Shows("size 33 99", Cancel);
        await terminal.Resize(44, 77, Cancel);
        await Eventually.Passes(
            async token =>
            {
                await terminal.Type("echo size $(/bin/busybox stty size)\r", token);
                await terminal.Shows("size 44 77", token);
            },
            Patience, "the shell sees the new size", Cancel);
        // Ctrl-C belongs to the program.
        await terminal.Type("echo asleep $((40 + 2)); /bin/busybox sleep 300\r", Cancel);
        await terminal.Shows("asleep 42", Cancel);
        await terminal.Type("\u0003", Cancel);
        await terminal.Type("echo still $((40 + 2))\r", Cancel);
        await terminal.Shows("still 42", Cancel);
        await terminal.Type("exit 5\r", Cancel);

        (await terminal.Ends(Cancel)).ShouldBe(5);
        terminal.Settings.After.Replace("44", "33", StringComparison.Ordinal).Replace("77", "99", StringComparison.Ordinal).ShouldBe(terminal.Settings.Before);
    }

    [Fact]
    public async Task A_run_at_a_terminal_has_one_too()
    {
        await LiveApp();
        await using var terminal = SeaAtTerminal.Start(sea, "run -- /bin/sh");

        await terminal.Type("test -t 0 && echo tty $((40 + 2))\r", Cancel);
        await terminal.Shows("tty 42", Cancel);
        await terminal.Type("exit 3\r", Cancel);

        (await terminal.Ends(Cancel)).ShouldBe(3);
    }

    [Fact]
    public async Task Ctrl_C_asks_whether_to_cancel_and_yes_cancels()
    {
        Write("Dockerfile", $"FROM {World.Image}\nRUN /bin/busybox sleep 300\n");
        await using var terminal = SeaAtTerminal.Start(sea, "deploy .");

        await terminal.Shows("RUN /bin/busybox sleep 300", Cancel);
        await terminal.Type("\u0003", Cancel);
        await terminal.Shows("Cancel deployment 1? [y/N]", Cancel);
        await terminal.Type("y\r", Cancel);

        (await terminal.Ends(Cancel)).ShouldBe(1, terminal.Shown);
        terminal.Shown.ShouldContain("was cancelled");
    }

    [Fact]
    public async Task A_second_Ctrl_C_leaves_the_deployment_running()
    {
        Write("Dockerfile", $"FROM {World.Image}\nRUN /bin/busybox sleep 300\n");
        await using var terminal = SeaAtTerminal.Start(sea, "deploy .");

        await terminal.Shows("RUN /bin/busybox sleep 300", Cancel);
        await terminal.Type("\u0003", Cancel);
        await terminal.Shows("[y/N]", Cancel);
        await terminal.Type("\u0003", Cancel);

        (await terminal.Ends(Cancel)).ShouldBe(130);
        JsonElement.Parse(await sea.Do(Cancel, "deployment", "1", "--json")).GetProperty("status").GetString().ShouldBe("building");
        await sea.Do(Cancel, "cancel", "1");
    }

    [Fact]
    public async Task A_deletion_at_a_terminal_takes_the_slug()
    {
        await using (var terminal = SeaAtTerminal.Start(sea, $"delete {slug}"))
        {
            await terminal.Shows($"Write {slug} to delete it:", Cancel);
            await terminal.Type("something-else\r", Cancel);
            (await terminal.Ends(Cancel)).ShouldBe(1);
        }
        (await sea.Do(Cancel, "apps")).ShouldContain(slug);
        await using (var terminal = SeaAtTerminal.Start(sea, $"delete {slug}"))
        {
            await terminal.Shows($"Write {slug} to delete it:", Cancel);
            await terminal.Type($"{slug}\r", Cancel);
            (await terminal.Ends(Cancel)).ShouldBe(0);
        }
        (await sea.Do(Cancel, "apps")).ShouldNotContain(slug);
    }

    private async Task LiveApp()
    {
        Write("Dockerfile", $"FROM {World.Image}\nENV VERSION=v1\n");
        await sea.Do(Cancel, "deploy", ".");
    }

    private void Write(string path, string text) => File.WriteAllText(Path.Combine(sea.Folder, path), text);
}
