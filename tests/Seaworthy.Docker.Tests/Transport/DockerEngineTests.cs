using System.Diagnostics;
using System.Net;

namespace Seaworthy.Docker.Tests.Transport;

/// <summary>What an engine may do wrong.</summary>
public sealed class DockerEngineTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_socket_that_is_not_there_is_unavailable()
    {
        using var engine = new DockerEngine(new() { SocketPath = "/nowhere/docker.sock" });

        var error = await Should.ThrowAsync<DockerUnavailableException>(() => engine.Daemon.PingAsync(Cancel));

        error.Message.ShouldContain("/nowhere/docker.sock");
        error.StatusCode.ShouldBeNull();
    }

    [Fact]
    public async Task An_engine_that_does_not_answer_is_unavailable_when_the_deadline_is_over()
    {
        await using var script = new ScriptedEngine(line => line.Contains("_ping") ? ScriptedEngine.Pong("1.45") : null);
        using var engine = new DockerEngine(new() { SocketPath = script.SocketPath, Deadline = TimeSpan.FromMilliseconds(300) });
        var clock = Stopwatch.StartNew();

        var error = await Should.ThrowAsync<DockerUnavailableException>(() => engine.Containers.StartAsync("web", Cancel));

        error.Message.ShouldBe("Docker could not start container web: no answer within 0.3 s");
        clock.Elapsed.ShouldBeInRange(TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task A_stop_has_its_grace_on_top_of_the_deadline()
    {
        await using var script = new ScriptedEngine(line => line.Contains("_ping") ? ScriptedEngine.Pong("1.45") : null);
        using var engine = new DockerEngine(new() { SocketPath = script.SocketPath, Deadline = TimeSpan.FromMilliseconds(300) });
        var clock = Stopwatch.StartNew();

        await Should.ThrowAsync<DockerUnavailableException>(() => engine.Containers.StopAsync("web", TimeSpan.FromSeconds(1), Cancel));

        clock.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(1.2));
    }

    [Fact]
    public async Task Cancelling_is_not_being_unavailable()
    {
        await using var script = new ScriptedEngine(_ => null);
        using var engine = new DockerEngine(new() { SocketPath = script.SocketPath });
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Should.ThrowAsync<OperationCanceledException>(() => engine.Daemon.InfoAsync(impatient.Token));
    }

    [Fact]
    public async Task An_answer_that_is_cut_off_is_unavailable()
    {
        await using var script = new ScriptedEngine(line => line.Contains("_ping")
            ? ScriptedEngine.Pong("1.45")
            : "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"ID\":");
        using var engine = new DockerEngine(new() { SocketPath = script.SocketPath });

        await Should.ThrowAsync<DockerUnavailableException>(() => engine.Daemon.InfoAsync(Cancel));
    }

    [Fact]
    public async Task A_stream_that_is_cut_off_is_unavailable_after_what_came()
    {
        await using var script = new ScriptedEngine(line => line.Contains("_ping")
            ? ScriptedEngine.Pong("1.45")
            : "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"Type\":\"container\",\"Action\":\"start\",\"Actor\":{\"ID\":\"x\"},\"timeNano\":1}\n");
        using var engine = new DockerEngine(new() { SocketPath = script.SocketPath });
        var seen = new List<DockerEvent>();

        await Should.ThrowAsync<DockerUnavailableException>(async () =>
        {
            await foreach (var happened in engine.Events.WatchAsync(new(), Cancel))
                seen.Add(happened);
        });

        seen.ShouldHaveSingleItem().Action.ShouldBe("start");
    }

    [Fact]
    public async Task A_watch_that_the_engine_ends_is_unavailable()
    {
        await using var script = new ScriptedEngine(line => line.Contains("_ping") ? ScriptedEngine.Pong("1.45") : ScriptedEngine.Json(200, ""));
        using var engine = new DockerEngine(new() { SocketPath = script.SocketPath });

        await Should.ThrowAsync<DockerUnavailableException>(async () =>
        {
            await foreach (var _ in engine.Events.WatchAsync(new(), Cancel))
            {
            }
        });
    }

    [Fact]
    public async Task An_error_inside_a_pull_that_began_well_is_an_error()
    {
        await using var script = new ScriptedEngine(line => line.Contains("_ping") ? ScriptedEngine.Pong("1.45") : ScriptedEngine.Json(200,
            "{\"status\":\"Pulling\",\"id\":\"1\"}\r\n{\"errorDetail\":{\"message\":\"toomanyrequests\"},\"error\":\"toomanyrequests\"}\r\n"));
        using var engine = new DockerEngine(new() { SocketPath = script.SocketPath });
        var progress = new List<ImageProgress>();

        var error = await Should.ThrowAsync<DockerException>(async () =>
        {
            await foreach (var step in engine.Images.PullAsync("app", new RegistryCredentials("me", "sesame", null), Cancel))
                progress.Add(step);
        });

        error.Message.ShouldBe("Docker could not pull image app: toomanyrequests");
        progress.ShouldHaveSingleItem().ShouldBe(new ImageProgress("1", "Pulling", null, null));
        script.Requests[^1].ShouldContain("fromImage=app&tag=latest");
        // Without its padding the engine would not take it, and would not say so.
        var header = script.Requests[^1].Split("X-Registry-Auth: ")[1].Split('\r')[0];
        header.ShouldStartWith("eyJ");
        (header.Length % 4).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_no_json_is_an_error_with_the_operation()
    {
        await using var script = new ScriptedEngine(line => line.Contains("_ping") ? ScriptedEngine.Pong("1.45") : ScriptedEngine.Json(200, "<html>"));
        using var engine = new DockerEngine(new() { SocketPath = script.SocketPath });

        (await Should.ThrowAsync<DockerException>(() => engine.Daemon.InfoAsync(Cancel))).Message.ShouldStartWith("Docker could not describe itself:");
    }

    [Fact]
    public async Task An_error_that_is_no_json_keeps_its_words()
    {
        await using var script = new ScriptedEngine(line => line.Contains("_ping") ? ScriptedEngine.Pong("1.45") : ScriptedEngine.Json(502, "bad gateway\n"));
        using var engine = new DockerEngine(new() { SocketPath = script.SocketPath });

        var error = await Should.ThrowAsync<DockerException>(() => engine.Daemon.InfoAsync(Cancel));

        error.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        error.EngineMessage.ShouldBe("bad gateway");
    }

    [Fact]
    public async Task The_version_is_agreed_once_and_again_when_the_engine_was_away()
    {
        var version = "1.44";
        var answers = true;
        await using var script = new ScriptedEngine(line => line.Contains("_ping") ? ScriptedEngine.Pong(version)
            : answers ? ScriptedEngine.Json(200, "{}")
            : "");
        using var engine = new DockerEngine(new() { SocketPath = script.SocketPath });

        await engine.Daemon.InfoAsync(Cancel);
        await engine.Daemon.InfoAsync(Cancel);
        answers = false;
        await Should.ThrowAsync<DockerUnavailableException>(() => engine.Daemon.InfoAsync(Cancel));
        (answers, version) = (true, "1.43");
        await engine.Daemon.InfoAsync(Cancel);

        var lines = script.Requests.Select(request => request.Split(' ')[1]).ToList();
        lines.Take(3).ShouldBe(["/_ping", "/v1.44/info", "/v1.44/info"]);
        lines[^2..].ShouldBe(["/_ping", "/v1.43/info"]);
    }

    [Fact]
    public async Task A_start_has_no_body()
    {
        await using var script = new ScriptedEngine(line => line.Contains("_ping") ? ScriptedEngine.Pong("1.45") : "HTTP/1.1 204 X\r\nConnection: close\r\n\r\n");
        using var engine = new DockerEngine(new() { SocketPath = script.SocketPath });

        await engine.Containers.StartAsync("web", Cancel);

        script.Requests[^1].ShouldStartWith("POST /v1.45/containers/web/start HTTP/1.1\r\n");
        script.Requests[^1].ShouldContain("Content-Length: 0");
        script.Requests[^1].ShouldNotContain("Content-Type");
    }

    [Fact]
    public void Credentials_do_not_print_their_password() =>
        new RegistryCredentials("me", "sesame", "registry.test").ToString().ShouldNotContain("sesame");
}
