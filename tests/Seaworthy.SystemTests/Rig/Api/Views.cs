namespace Seaworthy.SystemTests.Rig.Api;

// The parts of the API's answers that the tests look at.

public sealed record AppView(
    Guid Id, string Name, string Slug, string Status, string Url, int Replicas, int TargetReplicas, string? CurrentImageId, Dictionary<string, string> EnvVars)
{
    public string? Trouble { get; init; }

    public int? Release { get; init; }
}

/// <summary><see cref="Status"/>: queued, building, releasing, starting, switching, live, succeeded, failed, cancelled or superseded.</summary>
public sealed record DeploymentView(
    Guid Id, Guid AppId, int Number, string Status, string? Reason, string? LogTail, Guid? BuildId, int? Release)
{
    public string? Trigger { get; init; }

    public bool IsTerminal => Status is "succeeded" or "failed" or "cancelled" or "superseded";

    public bool IsServing => Status is "live" or "succeeded";
}

/// <summary><see cref="Status"/>: queued, running, succeeded, failed or cancelled.</summary>
public sealed record BuildView(
    Guid Id, Guid AppId, string Status, string? ImageTag, string? ImageId, string? Error, string? WebsocketUrl)
{
    public bool IsTerminal => Status is "succeeded" or "failed" or "cancelled";
}

/// <summary>The answer of NanoPaaS's deploy.</summary>
public sealed record DeployedView(string Message, Guid DeploymentId, string Status, string Url);

public sealed record ReleaseView(int Number, string? Description, bool Live);

public sealed record ContainerView(string? ContainerId, string Status, string? CrashLoop, int RestartCount);

public sealed record EventView(long Id, DateTimeOffset At, string Kind, string Text);

public sealed record TokenView(string Token);

public sealed record DomainView(Guid Id, string Host, string PathPrefix, bool RedirectToHttps, string Url, CertificateView Certificate);

/// <summary><see cref="State"/>: none, waiting, active or failed.</summary>
public sealed record CertificateView(string State, string? Issuer, DateTimeOffset? NotAfter, string? Error, DateTimeOffset? CheckedAt);
