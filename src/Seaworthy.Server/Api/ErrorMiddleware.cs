using System.Diagnostics;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Metadata;
using Npgsql;
using Seaworthy.Docker;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Api;

/// <summary>
/// The one place where failures become answers: what a request did wrong is told to its sender, what we did wrong goes to the log
/// and leaves a trace id. Also gives a body to bare statuses such as 404 and 405.
/// </summary>
internal sealed partial class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (IsBare(context.Response))
                await BareStatus(context).ExecuteAsync(context);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer any more.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await Explain(context, e).ExecuteAsync(context);
        }
    }

    private Problem Explain(HttpContext context, Exception error)
    {
        switch (error)
        {
            case BadHttpRequestException bad:
                return InputWords.Explain(bad, context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType);
            case AntiforgeryValidationException:
                return Problem.Invalid("This form is too old or comes from elsewhere. Open the page again.");
            // A text that came by another way than JSON; the statement changed nothing.
            case PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter }:
                return Problem.Invalid("A text of the request holds a NUL character, which cannot be kept.");
            case NpgsqlException e when e.IsAway():
                Away(logger, "The database", Route(context), error.Message);
                context.Response.Headers.RetryAfter = "2";
                return Problem.Of(StatusCodes.Status503ServiceUnavailable, "The database does not answer at the moment. Try again in a few seconds.");
            case DockerUnavailableException:
                Away(logger, "Docker", Route(context), error.Message);
                return Problem.Of(StatusCodes.Status503ServiceUnavailable, "The Docker Engine does not answer at the moment.");
            default:
                var trace = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
                Failed(logger, error, context.Request.Method, Route(context), trace);
                return Problem.Unexpected(trace);
        }
    }

    /// <summary>A status that an error has but no body: the server's own 404, 405 and 415 among them.</summary>
    private static bool IsBare(HttpResponse response) =>
        response is { StatusCode: >= 400, HasStarted: false, ContentLength: null, ContentType: null };

    private static Problem BareStatus(HttpContext context) => context.Response.StatusCode switch
    {
        404 => Problem.Of(404, "There is nothing here."),
        405 => Problem.Of(405, $"{context.Request.Method} is not possible here{(context.Response.Headers.Allow is [{ } allowed] ? $": use {allowed}" : "")}."),
        415 => Problem.Of(415, "Send the body as JSON, with 'Content-Type: application/json'."),
        var status => Problem.Of(status, $"The request was answered with {status}."),
    };

    /// <summary>The pattern, not the path: a path may hold the secret of a setup link.</summary>
    private static string Route(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";

    [LoggerMessage(LogLevel.Error, "{Method} {Route} failed (trace {Trace})")]
    private static partial void Failed(ILogger logger, Exception e, string method, string route, string trace);

    [LoggerMessage(LogLevel.Warning, "{Who} was away for {Route}: {Reason}")]
    private static partial void Away(ILogger logger, string who, string route, string reason);
}
