using System.Text.Json;
using System.Text.RegularExpressions;

namespace Seaworthy.Server.Api;

/// <summary>Says in plain words why a request could not be read.</summary>
internal static partial class InputWords
{
    /// <param name="body">The type that the endpoint reads its body as; null: it reads none.</param>
    public static Problem Explain(BadHttpRequestException error, Type? body) => error switch
    {
        { InnerException: JsonException json } => Explain(json, body),
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problem.Of(error.StatusCode, "The request's body is too large."),
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => Problem.Of(error.StatusCode, "Send the body as JSON, with 'Content-Type: application/json'."),
        _ when UnboundParameter().Match(error.Message) is { Success: true } found => Problem.Invalid(NameOf(found), $"is not understood: '{Short(found.Groups["value"].Value)}'"),
        _ when MissingParameter().Match(error.Message) is { Success: true } found => Problem.Invalid(NameOf(found), "is required"),
        _ when error.Message.Contains("body was not provided", StringComparison.Ordinal) || error.Message.Contains("request body", StringComparison.OrdinalIgnoreCase)
            => Problem.Invalid("The request needs a JSON body."),
        _ => Problem.Of(error.StatusCode, error.Message),
    };

    /// <summary>As the request writes it.</summary>
    private static string NameOf(Match parameter) => JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Groups["name"].Value);

    private static string Short(string value) => value.Length <= 50 ? value : $"{value[..50]}…";

    public static Problem Explain(JsonException error, Type? body)
    {
        // "… was missing required properties including: 'name', 'slug'."
        if (MissingProperties().Match(error.Message) is { Success: true } missing)
            return Problem.Invalid(QuotedName().Matches(missing.Groups["names"].Value).ToDictionary(match => match.Groups[1].Value, string[] (_) => ["is required"]));
        var path = JsonField.PathOf(error);
        var field = string.Join('.', path);
        // "The JSON property 'replicsa' could not be mapped to any .NET member contained in type '…'."
        if (UnknownProperty().Match(error.Message) is { Success: true } unknown)
            return UnknownField(unknown.Groups["name"].Value, path, body);
        // "Duplicate property 'name' encountered during deserialization …"
        if (error.Message.StartsWith("Duplicate property", StringComparison.Ordinal) && QuotedName().Match(error.Message) is { Success: true } twice)
            return Problem.Invalid(twice.Groups[1].Value, "is given twice");
        if (error.Message.StartsWith(PlainText.Fault, StringComparison.Ordinal))
            return Problem.Invalid(field.Length == 0 ? "body" : field, PlainText.Fault);
        if (error.Message.Contains("could not be converted to", StringComparison.Ordinal))
            return field.Length == 0 ? Problem.Invalid("The body must be a JSON object.") : Problem.Invalid(field, $"must be {JsonField.Words(JsonField.TypeOf(body, path))}");
        if (error.Message.Contains("doesn't allow setting null", StringComparison.Ordinal) || error.Message.Contains("does not allow null", StringComparison.Ordinal))
            return Problem.Invalid(field.Length == 0 ? "body" : field, "must not be null");
        if (error.Message.Contains("maximum configured depth", StringComparison.Ordinal))
            return Problem.Invalid("The body is nested too deeply.");
        return Problem.Invalid(error.LineNumber is { } line ? $"The body is not valid JSON (line {line + 1}, position {error.BytePositionInLine + 1})." : "The body is not valid JSON.");
    }

    private static Problem UnknownField(string name, List<string> path, Type? body)
    {
        var parent = path.Count > 0 && path[^1] == name ? path[..^1] : path;
        var known = JsonField.NamesOf(JsonField.TypeOf(body, parent));
        return Problem.Invalid(Short(string.Join('.', [.. parent, name])), known.Count == 0 ? "is not known here" : $"is not known here: there are {string.Join(", ", known)}");
    }

    [GeneratedRegex(@"missing required properties including: (?<names>.+)\.")]
    private static partial Regex MissingProperties();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex QuotedName();

    [GeneratedRegex("^The JSON property '(?<name>.*)' could not be mapped to any \\.NET member", RegexOptions.Singleline)]
    private static partial Regex UnknownProperty();

    [GeneratedRegex("^Failed to bind parameter \"\\S+ (?<name>[^\"]+)\" from \"(?<value>.*)\"\\.$", RegexOptions.Singleline)]
    private static partial Regex UnboundParameter();

    [GeneratedRegex("^Required parameter \"\\S+ (?<name>[^\"]+)\" was not provided")]
    private static partial Regex MissingParameter();
}
