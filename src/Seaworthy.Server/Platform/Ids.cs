using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Platform;

public readonly record struct OrganizationId(Guid Value) : IId<OrganizationId>
{
    public static OrganizationId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

public readonly record struct ProjectId(Guid Value) : IId<ProjectId>
{
    public static ProjectId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

public readonly record struct AppId(Guid Value) : IId<AppId>
{
    public static AppId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

public readonly record struct RevisionId(Guid Value) : IId<RevisionId>
{
    public static RevisionId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

public readonly record struct BuildId(Guid Value) : IId<BuildId>
{
    public static BuildId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

public readonly record struct ReleaseId(Guid Value) : IId<ReleaseId>
{
    public static ReleaseId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

public readonly record struct DeploymentId(Guid Value) : IId<DeploymentId>
{
    public static DeploymentId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

public readonly record struct RolloutId(Guid Value) : IId<RolloutId>
{
    public static RolloutId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

public readonly record struct InstanceId(Guid Value) : IId<InstanceId>
{
    public static InstanceId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

public readonly record struct TokenId(Guid Value) : IId<TokenId>
{
    public static TokenId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

public readonly record struct UserId(Guid Value) : IId<UserId>
{
    public static UserId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

public readonly record struct VolumeId(Guid Value) : IId<VolumeId>
{
    public static VolumeId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>A one-off run; its instance has the same id.</summary>
public readonly record struct RunId(Guid Value) : IId<RunId>
{
    public static RunId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

public readonly record struct DomainId(Guid Value) : IId<DomainId>
{
    public static DomainId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

public readonly record struct RegistryId(Guid Value) : IId<RegistryId>
{
    public static RegistryId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
