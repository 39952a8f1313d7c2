using System.Text.Json.Serialization;

namespace Seaworthy.Edge.Client;

/// <summary>The shapes as JSON. Unknown fields are ignored, so that server and edge can be upgraded one after the other.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RouteTable))]
[JsonSerializable(typeof(TableChange))]
[JsonSerializable(typeof(EdgeStatus))]
[JsonSerializable(typeof(TableApplied))]
[JsonSerializable(typeof(TableProblem))]
public sealed partial class EdgeJson : JsonSerializerContext;
