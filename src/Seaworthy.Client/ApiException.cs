using System.Net;

namespace Seaworthy.Client;

/// <summary>A request did not succeed: the server refused it, or did not answer.</summary>
public sealed class ApiException : Exception
{
    private static readonly Dictionary<string, string[]> none = [];

    private ApiException(string message, string detail, Exception? cause)
        : base(message, cause) => Detail = detail;

    /// <summary>Null: there was no answer.</summary>
    public HttpStatusCode? Status { get; private init; }

    /// <summary>What went wrong, in the server's own words where it had any.</summary>
    public string Detail { get; }

    /// <summary>By field as the request names it: what is wrong with it.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; private init; } = none;

    /// <summary>Finds the matching error in the server's log.</summary>
    public string? TraceId { get; private init; }

    public bool IsUnreachable => Status is null;

    /// <summary>The server that does not answer is this machine's own, over its socket.</summary>
    public bool IsLocal { get; private init; }

    /// <param name="request">Method and path: "POST /api/v1/apps".</param>
    public static ApiException Refused(string request, HttpStatusCode status, ProblemDetails problem)
    {
        var detail = problem.Detail ?? problem.Error ?? problem.Title ?? $"It answered with {(int)status} and no reason.";
        return new ApiException($"The server refused {request} ({(int)status}): {detail}", detail, null)
        {
            Status = status,
            Errors = problem.Errors ?? none,
            TraceId = problem.TraceId,
        };
    }

    /// <summary>The same, with other names for the fields that are wrong.</summary>
    public ApiException With(IReadOnlyDictionary<string, string[]> errors) =>
        new(Message, string.Join("; ", errors.Select(error => $"{error.Key} {string.Join(", ", error.Value)}")), this) { Status = Status, Errors = errors, TraceId = TraceId };

    /// <param name="why">"connection refused", "no answer within 100 s".</param>
    public static ApiException Unreachable(ServerAddress address, string why, Exception? cause) =>
        new($"The server at {address.Name} does not answer: {why}.", why, cause) { IsLocal = address is ServerAddress.AdminSocket };
}
