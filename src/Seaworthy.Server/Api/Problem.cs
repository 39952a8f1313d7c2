using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Seaworthy.Server.Dashboard.Pages;

namespace Seaworthy.Server.Api;

/// <summary>
/// An expected failure as the API tells it: RFC 9457 with NanoPaaS's <c>error</c> beside, so that clients of both understand it:
/// <c>{"type":"about:blank","title":"Not Found","status":404,"detail":"There is no such app.","error":"There is no such app."}</c>.
/// </summary>
public sealed class Problem : IResult, IStatusCodeHttpResult
{
    private readonly int status;

    private Problem(int status, string title, string detail)
    {
        this.status = status;
        Title = title;
        Detail = detail;
    }

    public int? StatusCode => status;

    public string Title { get; }

    /// <summary>What happened and what to do next, in plain words.</summary>
    public string Detail { get; }

    /// <summary>By field, as the request names it: what is wrong with it.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; private init; }

    /// <summary>Finds the matching error in the server's log.</summary>
    public string? TraceId { get; private init; }

    /// <param name="what">app, deployment, token …</param>
    public static Problem NotFound(string what) => Of(StatusCodes.Status404NotFound, $"There is no such {what}.");

    /// <summary>It cannot be done as things are.</summary>
    public static Problem Conflict(string detail) => Of(StatusCodes.Status409Conflict, detail);

    public static Problem Forbidden(string detail) => Of(StatusCodes.Status403Forbidden, detail);

    /// <summary>A request that makes no sense as a whole.</summary>
    public static Problem Invalid(string detail) => Of(StatusCodes.Status400BadRequest, "The request is not valid", detail);

    /// <summary>One field is wrong: <c>Invalid("replicas", "must be between 0 and 10")</c>.</summary>
    public static Problem Invalid(string field, string fault) => Invalid(new Dictionary<string, string[]> { [field] = [fault] });

    /// <summary>Several fields are wrong; all are told at once. The faults continue the field's name: "must be …", "is required".</summary>
    public static Problem Invalid(IReadOnlyDictionary<string, string[]> errors) =>
        new(StatusCodes.Status400BadRequest, "The request is not valid", string.Join("; ", errors.Select(error => $"{error.Key} {string.Join(", ", error.Value)}"))) { Errors = errors };

    public static Problem Of(int status, string title, string detail) => new(status, title, detail);

    public static Problem Of(int status, string detail) => new(status, ReasonPhrases.GetReasonPhrase(status), detail);

    /// <summary>A fault of ours. Its details stand in the log only, under the trace id.</summary>
    internal static Problem Unexpected(string trace) =>
        new(StatusCodes.Status500InternalServerError, "Something went wrong", $"Something went wrong in Seaworthy. The server's log tells more under the trace id {trace}.") { TraceId = trace };

    /// <summary>JSON for programs, a page for people.</summary>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (httpContext.Request.IsPageVisit())
        {
            await new RazorComponentResult<ErrorPage>(new { Title, Detail }) { StatusCode = status }.ExecuteAsync(httpContext);
            return;
        }
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "application/problem+json";
        var body = new ProblemBody { Title = Title, Status = status, Detail = Detail, Error = Detail, Errors = Errors, TraceId = TraceId };
        await JsonSerializer.SerializeAsync(httpContext.Response.Body, body, ApiJson.Options, httpContext.RequestAborted);
    }
}
