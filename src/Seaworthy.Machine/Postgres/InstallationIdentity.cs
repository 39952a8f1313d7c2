namespace Seaworthy.Machine.Postgres;

/// <summary>The id that is in the labels of all that is ours: made by the server, kept by the database, and noted in a file beside it.</summary>
public static class InstallationIdentity
{
    public static async Task RememberAsync(Installation installation, CancellationToken cancellation)
    {
        if (await InstallationDatabase.Of(installation).InstallationIdAsync(cancellation) is { } id)
            await File.WriteAllTextAsync(installation.Home.IdFile, $"{id}\n", cancellation);
    }

    /// <summary>As the database says, or as it said once; null where neither knows.</summary>
    public static async Task<Guid?> FindAsync(Installation installation, CancellationToken cancellation)
    {
        try
        {
            if (await InstallationDatabase.Of(installation).InstallationIdAsync(cancellation) is { } id)
                return id;
        }
        catch (MachineException)
        {
            // It does not answer.
        }
        return File.Exists(installation.Home.IdFile) && Guid.TryParse((await File.ReadAllTextAsync(installation.Home.IdFile, cancellation)).Trim(), out var noted) ? noted : null;
    }
}
