using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seaworthy.Cli.Tests.Fixtures;

namespace Seaworthy.Cli.Tests.Running;

/// <summary>`sea run` and `sea exec` against a server whose programs answer with what they got.</summary>
public sealed class AttachTests
{
    private static readonly Guid run = Guid.Parse("0198c5a2-6f0e-7c1b-9f53-1c1f0f6f2b10");

    /// <summary>Reads input to its end; then writes it back on standard output, a line on standard error, and ends with <paramref name="end"/>.</summary>
    private static Task<FakeApi> Server(string end, List<string>? controls = null) => FakeApi.Start(app =>
    {
        app.MapPost("/api/v1/apps/shop/runs", () => Results.Json(new { id = run, app_id = Guid.NewGuid(), status = "starting", command = new[] { "x" } }, statusCode: 201));
        app.MapGet($"/ws/runs/{run}/attach", SocketAsync);
        app.MapGet("/ws/apps/shop/exec", SocketAsync);

        async Task SocketAsync(HttpContext context)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            using var input = new MemoryStream();
            var buffer = new byte[70_000];
            while (true)
            {
                var got = await socket.ReceiveAsync(buffer, context.RequestAborted);
                if (got.MessageType == WebSocketMessageType.Binary)
                {
                    input.Write(buffer, 0, got.Count);
                    continue;
                }
                var control = Encoding.UTF8.GetString(buffer, 0, got.Count);
                controls?.Add(control);
                if (control.Contains("\"eof\"", StringComparison.Ordinal))
                    break;
            }
            await socket.SendAsync((byte[])[1, .. input.ToArray()], WebSocketMessageType.Binary, true, context.RequestAborted);
            await socket.SendAsync("\u0002to the errors\n"u8.ToArray(), WebSocketMessageType.Binary, true, context.RequestAborted);
            await socket.SendAsync(Encoding.UTF8.GetBytes(end), WebSocketMessageType.Text, true, context.RequestAborted);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        }
    });

    [Fact]
    public async Task Run_PassesInputOutputErrorsAndTheExitCode()
    {
        await using var api = await Server("""{"type":"exit","exit_code":42}""");
        using var world = CliWorld.With(api);
        // More than one frame of each side.
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(number => $"{number}\n"));
        world.Input = Encoding.UTF8.GetBytes(text);

        var ran = await world.Sea("run", "--app", "shop", "--env", "A=1", "--timeout", "10m", "--", "cat", "--json", "-x", "@file");

        ran.Code.ShouldBe(42, ran.Error);
        ran.Out.ShouldBe(text);
        ran.Error.ShouldBe("to the errors\n");
        JsonElement.Parse(api.Of("POST /api/v1/apps/shop/runs").Single().Body).ToString()
            .ShouldBe("""{"command":["cat","--json","-x","@file"],"tty":false,"timeout_seconds":600,"env":{"A":"1"},"attach":true}""");
        api.Of($"GET /ws/runs/{run}/attach").Single().Headers.Authorization.ToString().ShouldBe("Bearer sea_test");
    }

    [Theory]
    [InlineData("exec --app shop -- ls -la", "?process=web&ordinal=1", """["ls","-la"]""")]
    [InlineData("exec worker.2 --app shop -- ls", "?process=worker&ordinal=2", """["ls"]""")]
    [InlineData("exec worker --app shop", "?process=worker&ordinal=1", """["/bin/sh"]""")]
    [InlineData("exec --app shop -- echo -- --help", "?process=web&ordinal=1", """["echo","--","--help"]""")]
    public async Task Exec_StartsTheProgramInTheInstance(string line, string query, string command)
    {
        var controls = new List<string>();
        await using var api = await Server("""{"type":"exit","exit_code":0}""", controls);
        using var world = CliWorld.With(api);

        (await world.Sea(line.Split(' '))).Code.ShouldBe(0);

        api.Of("GET /ws/apps/shop/exec").Single().Query.ShouldBe(query);
        controls[0].ShouldBe($$"""{"type":"start","command":{{command}},"tty":false}""");
    }

    [Fact]
    public async Task AProgramThatCannotBeStarted_IsTold()
    {
        await using var api = await Server("""{"type":"error","detail":"There is no /bin/bash in this image."}""");
        using var world = CliWorld.With(api);

        var ran = await world.Sea("exec", "--app", "shop", "--", "/bin/bash");

        ran.Code.ShouldBe(ExitCodes.Failed);
        ran.Error.ShouldContain("There is no /bin/bash in this image.");
    }

    [Fact]
    public async Task ARefusedAttach_SaysWhy()
    {
        await using var api = await FakeApi.Start(app => app.MapGet("/ws/apps/shop/exec", () => Answers.Problem(404, "There is no such instance.")));
        using var world = CliWorld.With(api);

        var ran = await world.Sea("exec", "web.9", "--app", "shop", "--", "ls");

        ran.Code.ShouldBe(ExitCodes.NotFound);
        ran.Error.ShouldContain("There is no such instance.");
    }

    [Fact]
    public async Task Detached_PrintsTheIdOnly()
    {
        await using var api = await Server("");
        using var world = CliWorld.With(api);

        (await world.Sea("run", "--app", "shop", "--detach", "--", "sleep", "9")).Out.ShouldBe($"{run}\n");
        api.Of("POST /api/v1/apps/shop/runs").Single().Body.ShouldContain("\"attach\":false");
    }
}
