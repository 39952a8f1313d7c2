using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seaworthy.Cli.Tests.Fixtures;
using Seaworthy.Testing;

namespace Seaworthy.Cli.Tests.Client;

/// <summary>A server that restarts is waited for, and nothing is done twice.</summary>
public sealed class RetryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_waits_for_a_server_that_is_away_and_says_so()
    {
        await using var api = await FakeApi.Start(app => app.MapGet("/api/v1/apps", () => Results.Json(new[] { Answers.App("shop") })));
        using var world = CliWorld.With(api);
        world.Variables["SEAWORTHY_PATIENCE"] = "30";
        await api.GoAway();

        var running = world.Sea("apps");
        await Eventually.True(() => world.Error.ToString().Contains("is away (connection refused)", StringComparison.Ordinal), TimeSpan.FromSeconds(20), "sea says that the server is away", Cancellation);
        running.IsCompleted.ShouldBeFalse();
        await api.ComeBack();
        var ran = await running;

        ran.Code.ShouldBe(0, ran.Error);
        ran.Out.ShouldContain("shop");
        ran.Error.ShouldContain("Trying again for up to 30 s");
        ran.Error.ShouldContain("The server answers again.");
    }

    [Fact]
    public async Task A_change_whose_answer_was_lost_is_sent_again_under_the_same_key()
    {
        var attempts = 0;
        await using var api = await FakeApi.Start(app => app.MapPost("/api/v1/apps", (HttpContext context) =>
        {
            if (Interlocked.Increment(ref attempts) == 1)
                context.Abort();
            return Results.Json(Answers.App("shop"), statusCode: 201);
        }));
        using var world = CliWorld.With(api);
        world.Variables["SEAWORTHY_PATIENCE"] = "30";

        var ran = await world.Sea("create", "shop");

        ran.Code.ShouldBe(0, ran.Error);
        var keys = api.Of("POST /api/v1/apps").Select(request => request.Headers["Idempotency-Key"].ToString()).ToList();
        keys.Count.ShouldBe(2);
        keys[0].ShouldNotBeEmpty();
        keys[1].ShouldBe(keys[0]);
    }

    [Fact]
    public async Task Each_change_has_a_key_of_its_own()
    {
        await using var api = await FakeApi.Start(app => app.MapPost("/api/v1/apps", () => Results.Json(Answers.App("shop"), statusCode: 201)));
        using var world = CliWorld.With(api);

        await world.Sea("create", "shop");
        await world.Sea("create", "shop");

        api.Of("POST /api/v1/apps").Select(request => request.Headers["Idempotency-Key"].ToString()).Distinct().Count().ShouldBe(2);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task What_stands_before_a_server_that_is_away_is_no_answer(int status)
    {
        var attempts = 0;
        await using var api = await FakeApi.Start(app => app.MapGet("/api/v1/apps", () =>
            Interlocked.Increment(ref attempts) < 3 ? Answers.Problem(status, "not now") : Results.Json(Array.Empty<object>())));
        using var world = CliWorld.With(api);
        world.Variables["SEAWORTHY_PATIENCE"] = "30";

        (await world.Sea("apps")).Code.ShouldBe(0);
        attempts.ShouldBe(3);
    }

    [Fact]
    public async Task A_change_that_the_server_is_still_doing_is_waited_for_only_when_it_is_our_own()
    {
        var attempts = 0;
        await using var api = await FakeApi.Start(app => app.MapPost("/api/v1/apps", (HttpContext context) =>
        {
            switch (Interlocked.Increment(ref attempts))
            {
                case 1:
                    context.Abort();
                    return Results.Empty;
                case 2:
                    return Answers.Problem(409, "A request with this Idempotency-Key is under way. Wait for its answer.");
                default:
                    return Results.Json(Answers.App("shop"), statusCode: 201);
            }
        }));
        using var world = CliWorld.With(api);
        world.Variables["SEAWORTHY_PATIENCE"] = "30";

        (await world.Sea("create", "shop")).Code.ShouldBe(0);
        attempts.ShouldBe(3);
    }

    [Fact]
    public async Task A_deletion_whose_answer_was_lost_has_succeeded()
    {
        var attempts = 0;
        await using var api = await FakeApi.Start(app =>
        {
            app.MapGet("/api/v1/apps/shop", () => Results.Json(Answers.App("shop")));
            app.MapDelete("/api/v1/apps/{id}", (HttpContext context) =>
            {
                if (Interlocked.Increment(ref attempts) == 1)
                    context.Abort();
                return Answers.Problem(404, "There is no such app.");
            });
        });
        using var world = CliWorld.With(api);
        world.Variables["SEAWORTHY_PATIENCE"] = "30";

        (await world.Sea("delete", "shop", "--yes")).Code.ShouldBe(0);
        attempts.ShouldBe(2);
    }

    [Fact]
    public async Task What_was_uploaded_is_not_uploaded_again()
    {
        var attempts = 0;
        await using var api = await FakeApi.Start(app => app.MapPost("/api/v1/apps/shop/deployments/upload", (HttpContext context) =>
        {
            Interlocked.Increment(ref attempts);
            context.Abort();
            return Results.Empty;
        }));
        using var world = CliWorld.With(api);
        world.Variables["SEAWORTHY_PATIENCE"] = "30";
        world.Write("index.html", "hello");

        var ran = await world.Sea("deploy", ".", "--app", "shop");

        ran.Code.ShouldBe(ExitCodes.Unreachable, ran.Error);
        attempts.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_stays_away_is_given_up()
    {
        using var world = CliWorld.With();
        world.Variables["SEAWORTHY_URL"] = $"http://127.0.0.1:{FreePort.Next()}";
        world.Variables["SEAWORTHY_PATIENCE"] = "0.3";

        var ran = await world.Sea("apps");

        ran.Code.ShouldBe(ExitCodes.Unreachable);
        ran.Error.ShouldContain("does not answer: connection refused");
    }
}
