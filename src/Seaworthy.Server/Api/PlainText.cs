using System.Text.Json;
using System.Text.Json.Serialization;

namespace Seaworthy.Server.Api;

/// <summary>Texts of requests, without the NUL character: PostgreSQL cannot keep it, and no program's argument can hold it.</summary>
internal sealed class PlainText : JsonConverter<string>
{
    public const string Fault = "must not hold a NUL character";

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Check(reader.GetString());

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Check(reader.GetString())!;

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

    private static string? Check(string? text) => text?.Contains('\0', StringComparison.Ordinal) == true ? throw new JsonException(Fault) : text;
}
