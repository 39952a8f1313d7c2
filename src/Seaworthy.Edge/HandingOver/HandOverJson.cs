using System.Text.Json.Serialization;

namespace Seaworthy.Edge.HandingOver;

/// <summary>Answer to <c>POST /handover</c>.</summary>
/// <param name="Socket">Where the old process can be asked until it ends.</param>
internal sealed record SteppedAside(string Socket);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SteppedAside))]
internal sealed partial class HandOverJson : JsonSerializerContext;
