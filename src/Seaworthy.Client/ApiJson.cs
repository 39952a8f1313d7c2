using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Seaworthy.Client.Access;
using Seaworthy.Client.Apps;
using Seaworthy.Client.Deployments;
using Seaworthy.Client.Machine;
using Seaworthy.Client.Running;

namespace Seaworthy.Client;

/// <summary>How the API writes and reads JSON, made at compile time: snake_case names, and what is null is not sent.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(DryRun))]
[JsonSerializable(typeof(Outcome))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyList<App>))]
[JsonSerializable(typeof(NewApp))]
[JsonSerializable(typeof(IReadOnlyList<Project>))]
[JsonSerializable(typeof(NewProject))]
[JsonSerializable(typeof(AppEnvironment))]
[JsonSerializable(typeof(IReadOnlyList<AppProcess>))]
[JsonSerializable(typeof(ScaleRequest))]
[JsonSerializable(typeof(IReadOnlyList<Volume>))]
[JsonSerializable(typeof(NewVolume))]
[JsonSerializable(typeof(IReadOnlyList<Domain>))]
[JsonSerializable(typeof(NewDomain))]
[JsonSerializable(typeof(Source))]
[JsonSerializable(typeof(DeployKey))]
[JsonSerializable(typeof(IReadOnlyList<Registry>))]
[JsonSerializable(typeof(NewRegistry))]
[JsonSerializable(typeof(IReadOnlyList<Deployment>))]
[JsonSerializable(typeof(NewDeployment))]
[JsonSerializable(typeof(RollbackRequest))]
[JsonSerializable(typeof(IReadOnlyList<Release>))]
[JsonSerializable(typeof(ReleaseDiff))]
[JsonSerializable(typeof(DeploymentLogPage))]
[JsonSerializable(typeof(DeploymentLogLine))]
[JsonSerializable(typeof(IReadOnlyList<Run>))]
[JsonSerializable(typeof(NewRun))]
[JsonSerializable(typeof(AttachControl))]
[JsonSerializable(typeof(AttachEnd))]
[JsonSerializable(typeof(IReadOnlyList<Container>))]
[JsonSerializable(typeof(AppLogPage))]
[JsonSerializable(typeof(AppLogLine))]
[JsonSerializable(typeof(IReadOnlyList<AppEvent>))]
[JsonSerializable(typeof(IReadOnlyList<Token>))]
[JsonSerializable(typeof(NewToken))]
[JsonSerializable(typeof(CreatedToken))]
[JsonSerializable(typeof(SetupLink))]
public sealed partial class ApiJson : JsonSerializerContext;
