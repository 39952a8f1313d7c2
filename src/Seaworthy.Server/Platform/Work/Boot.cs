namespace Seaworthy.Server.Platform.Work;

/// <summary>This run of the server. Leases carry it, so that a later run knows which were left by an earlier one.</summary>
public sealed record Boot(Guid Id)
{
    public static Boot New() => new(Guid.CreateVersion7());
}
