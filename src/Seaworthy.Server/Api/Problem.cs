using System.Text.Json.Serialization;

namespace Seaworthy.Server.Api;

/// <summary>An error as the API tells it: RFC 9457, with NanoPaaS's <c>error</c> beside and the faulty fields by name.</summary>
public sealed record Problem
{
    public string Type { get; init; } = "about:blank";

    public required string Title { get; init; }

    public required int Status { get; init; }

    /// <summary>What happened and what to do next, in plain words.</summary>
    public required string Detail { get; init; }

    /// <summary>The same as <see cref="Detail"/>, where clients of NanoPaaS look for it.</summary>
    public string Error => Detail;

    /// <summary>By field: what is wrong with it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    public static IResult Invalid(string field, string fault) => Invalid(new Dictionary<string, string[]> { [field] = [fault] });

    public static IResult Invalid(IReadOnlyDictionary<string, string[]> errors) => new Problem
    {
        Title = "The request is not valid",
        Status = StatusCodes.Status400BadRequest,
        Detail = string.Join("; ", errors.Select(error => $"{error.Key} {string.Join(", ", error.Value)}")),
        Errors = errors,
    }.ToResult();

    public static IResult NotFound(string what) => Of(StatusCodes.Status404NotFound, "Not found", $"There is no such {what}.");

    public static IResult Conflict(string detail) => Of(StatusCodes.Status409Conflict, "Conflict", detail);

    public static IResult Of(int status, string title, string detail) => new Problem { Title = title, Status = status, Detail = detail }.ToResult();

    private IResult ToResult() => Results.Json(this, ApiJson.Options, "application/problem+json", Status);
}
