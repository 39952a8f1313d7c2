using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace Seaworthy.Server.Api;

/// <summary>A field of a JSON body: where it stands, and what belongs there.</summary>
internal static partial class JsonField
{
    /// <summary><c>$.git.build_args['odd key'][0]</c> is git, build_args, odd key, 0.</summary>
    public static List<string> PathOf(JsonException error) =>
        [.. Part().Matches(error.Path ?? "").Select(part => part.Groups["name"] is { Success: true } name ? name.Value : part.Groups["quoted"] is { Success: true } quoted ? quoted.Value : part.Groups["index"].Value)];

    /// <summary>The type that belongs at this path of a body; null if the path leads nowhere.</summary>
    public static Type? TypeOf(Type? body, IEnumerable<string> path)
    {
        foreach (var part in path)
        {
            if (body is null)
                return null;
            var info = ApiJson.Options.GetTypeInfo(Plain(body));
            body = info.Kind switch
            {
                JsonTypeInfoKind.Object => info.Properties.FirstOrDefault(property => string.Equals(property.Name, part, StringComparison.OrdinalIgnoreCase))?.PropertyType,
                JsonTypeInfoKind.Dictionary or JsonTypeInfoKind.Enumerable => info.ElementType,
                _ => null,
            };
        }
        return body is null ? null : Plain(body);
    }

    /// <summary>The names of the fields of an object of this type.</summary>
    public static IReadOnlyList<string> NamesOf(Type? type) =>
        type is not null && ApiJson.Options.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object } info ? [.. info.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null).Select(property => property.Name)] : [];

    /// <summary>What must stand there: "a whole number".</summary>
    public static string Words(Type? type) => type switch
    {
        null => "of another form",
        _ when type == typeof(string) => "a text",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) || type == typeof(long) || type == typeof(short) => "a whole number",
        _ when type == typeof(double) || type == typeof(decimal) || type == typeof(float) => "a number",
        _ when type == typeof(Guid) || OpenApi.SchemaConventions.IsId(type) => "an id",
        _ when type == typeof(DateTimeOffset) || type == typeof(DateTime) => "a date and time such as 2030-01-31T12:00:00Z",
        _ when type.IsEnum => $"one of {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}",
        _ when type == typeof(JsonElement) => "of another form",
        _ when ApiJson.Options.GetTypeInfo(type).Kind == JsonTypeInfoKind.Dictionary => ApiJson.Options.GetTypeInfo(type).ElementType == typeof(string) ? "an object of texts" : "an object",
        _ when typeof(IEnumerable).IsAssignableFrom(type) => "a list",
        _ => "an object",
    };

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    [GeneratedRegex(@"\.(?<name>[^.\[\]]+)|\['(?<quoted>[^']*)'\]|\[(?<index>\d+)\]")]
    private static partial Regex Part();
}
