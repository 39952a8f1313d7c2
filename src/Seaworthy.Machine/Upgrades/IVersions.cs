namespace Seaworthy.Machine.Upgrades;

/// <summary>The versions that an installation can go to, and how it goes there.</summary>
public interface IVersions
{
    /// <summary>The version that `sea` is now, without its parts.</summary>
    /// <exception cref="MachineException">It is in no state to be upgraded from; says why.</exception>
    Task<VersionAt> CurrentAsync(CancellationToken cancellation);

    /// <summary>Brings another version onto this machine and makes it the one that is meant from here on; nothing that runs is touched.</summary>
    /// <param name="target">What the user asked for; null for the newest.</param>
    Task<VersionAt> FetchAsync(string? target, CancellationToken cancellation);

    /// <summary>Makes a version that was here before the one that is meant again.</summary>
    Task ReturnAsync(VersionAt version, CancellationToken cancellation);
}
