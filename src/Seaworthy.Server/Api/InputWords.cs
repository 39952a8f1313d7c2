using System.Text.Json;
using System.Text.RegularExpressions;

namespace Seaworthy.Server.Api;

/// <summary>Says in plain words why a request could not be read.</summary>
internal static partial class InputWords
{
    public static Problem Explain(BadHttpRequestException error) => error switch
    {
        { InnerException: JsonException json } => Explain(json),
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problem.Of(error.StatusCode, "The request's body is too large."),
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => Problem.Of(error.StatusCode, "Send the body as JSON, with 'Content-Type: application/json'."),
        _ when UnboundParameter().Match(error.Message) is { Success: true } found => Problem.Invalid(NameOf(found), $"is not understood: '{found.Groups["value"].Value}'"),
        _ when MissingParameter().Match(error.Message) is { Success: true } found => Problem.Invalid(NameOf(found), "is required"),
        _ when error.Message.Contains("body was not provided", StringComparison.Ordinal) || error.Message.Contains("request body", StringComparison.OrdinalIgnoreCase)
            => Problem.Invalid("The request needs a JSON body."),
        _ => Problem.Of(error.StatusCode, error.Message),
    };

    /// <summary>As the request writes it.</summary>
    private static string NameOf(Match parameter) => JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Groups["name"].Value);

    public static Problem Explain(JsonException error)
    {
        // "… was missing required properties including: 'name', 'slug'."
        if (MissingProperties().Match(error.Message) is { Success: true } missing)
            return Problem.Invalid(QuotedName().Matches(missing.Groups["names"].Value).ToDictionary(match => match.Groups[1].Value, string[] (_) => ["is required"]));
        var field = error.Path?.TrimStart('$').TrimStart('.') ?? "";
        // "The JSON value could not be converted to System.Int32. Path: $.replicas | …"
        if (WrongType().Match(error.Message) is { Success: true } wrong)
            return field.Length == 0 ? Problem.Invalid("The body must be a JSON object.") : Problem.Invalid(field, $"must be {Words(wrong.Groups["type"].Value)}");
        if (error.Message.Contains("doesn't allow setting null", StringComparison.Ordinal) || error.Message.Contains("does not allow null", StringComparison.Ordinal))
            return Problem.Invalid(field.Length == 0 ? "body" : field, "must not be null");
        return Problem.Invalid(error.LineNumber is { } line ? $"The body is not valid JSON (line {line + 1}, position {error.BytePositionInLine + 1})." : "The body is not valid JSON.");
    }

    private static string Words(string type) => type switch
    {
        _ when type.Contains("Int32", StringComparison.Ordinal) || type.Contains("Int64", StringComparison.Ordinal) => "a whole number",
        _ when type.Contains("Double", StringComparison.Ordinal) || type.Contains("Decimal", StringComparison.Ordinal) => "a number",
        _ when type.Contains("Boolean", StringComparison.Ordinal) => "true or false",
        _ when type.Contains("Dictionary", StringComparison.Ordinal) => "an object of texts",
        _ when type.Contains("List", StringComparison.Ordinal) || type.EndsWith("[]", StringComparison.Ordinal) => "a list",
        _ when type.Contains("Guid", StringComparison.Ordinal) || type.EndsWith("Id", StringComparison.Ordinal) => "an id",
        _ when type.Contains("DateTime", StringComparison.Ordinal) => "a date and time such as 2030-01-31T12:00:00Z",
        "System.String" => "a text",
        _ => "of another form",
    };

    [GeneratedRegex(@"missing required properties including: (?<names>.+)\.")]
    private static partial Regex MissingProperties();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex QuotedName();

    [GeneratedRegex(@"could not be converted to (?<type>\S+?)\.? ")]
    private static partial Regex WrongType();

    [GeneratedRegex("^Failed to bind parameter \"\\S+ (?<name>[^\"]+)\" from \"(?<value>.*)\"\\.$")]
    private static partial Regex UnboundParameter();

    [GeneratedRegex("^Required parameter \"\\S+ (?<name>[^\"]+)\" was not provided")]
    private static partial Regex MissingParameter();
}
