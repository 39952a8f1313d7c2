namespace Seaworthy.Server.Deployments;

/// <summary>Something that happened to an app.</summary>
public sealed record EventShape
{
    /// <summary>Grows; give it as <c>Last-Event-ID</c> to go on from here.</summary>
    public long Id { get; init; }

    public Guid? AppId { get; init; }

    /// <summary>The deployment that it was a step of.</summary>
    public Guid? DeploymentId { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>What kind of thing it was, in one word.</summary>
    public string Kind { get; init; } = "";

    /// <summary>A sentence for people.</summary>
    public string Text { get; init; } = "";
}
