using System.Text.Json.Serialization;

namespace Seaworthy.Cli.Api;

// The parts of the API's requests and answers that the command line has to do with.

public sealed record AppView(Guid Id, string Slug, string Status, string Url);

public sealed record NewAppRequest(string Name, string Slug);

public sealed record NewDeploymentRequest(GitSource Git, string Trigger);

public sealed record GitSource(string RepoUrl, string Branch);

/// <param name="Status">queued, building, releasing, starting, switching, live, succeeded, failed, cancelled or superseded.</param>
/// <param name="Reason">Why it ended as it did; null while it goes well.</param>
public sealed record DeploymentView(Guid Id, int Number, string Status, string? Reason, string? LogTail)
{
    public bool IsServing => Status is "live" or "succeeded";

    public bool HasFailed => Status is "failed" or "cancelled" or "superseded";
}

/// <param name="ExpiresInDays">Null for a token that does not expire.</param>
public sealed record NewTokenRequest(string Name, int? ExpiresInDays);

public sealed record NewToken(string Token);

/// <param name="Url">May be opened once.</param>
public sealed record SetupLink(string Url, DateTimeOffset ExpiresAt);

/// <summary>An error as RFC 9457 has it.</summary>
public sealed record ProblemView(string? Detail);

/// <summary>What GET /ready says.</summary>
/// <param name="Text">JSON: what has been checked, and how it went.</param>
public sealed record Readiness(bool IsReady, string Text);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<AppView>))]
[JsonSerializable(typeof(NewAppRequest))]
[JsonSerializable(typeof(NewDeploymentRequest))]
[JsonSerializable(typeof(DeploymentView))]
[JsonSerializable(typeof(NewTokenRequest))]
[JsonSerializable(typeof(NewToken))]
[JsonSerializable(typeof(SetupLink))]
[JsonSerializable(typeof(ProblemView))]
public sealed partial class ApiJson : JsonSerializerContext;
