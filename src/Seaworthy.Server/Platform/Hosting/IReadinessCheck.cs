namespace Seaworthy.Server.Platform.Hosting;

/// <summary>Something the server needs before it can do its work. Rooms register theirs as singletons of this type.</summary>
public interface IReadinessCheck
{
    /// <summary>Its key in the answer of <c>/ready</c>: database, docker, edge.</summary>
    string Name { get; }

    /// <summary>Null when all is well, else a sentence about what is missing. It may throw: then the error's message is the sentence.</summary>
    Task<string?> FindFaultAsync(CancellationToken ct);
}
