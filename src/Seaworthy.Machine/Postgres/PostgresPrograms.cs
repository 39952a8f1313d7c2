namespace Seaworthy.Machine.Postgres;

/// <summary>The server programs of one PostgreSQL version, where the distributions of Debian's family put them.</summary>
/// <param name="Folder">For example /usr/lib/postgresql/15/bin.</param>
public sealed record PostgresPrograms(int Version, string Folder)
{
    public const int OldestUsable = 15;

    private const string Root = "/usr/lib/postgresql";

    public string InitDb => Path.Combine(Folder, "initdb");

    public string Postgres => Path.Combine(Folder, "postgres");

    /// <summary>All usable versions that are installed, newest first.</summary>
    public static IReadOnlyList<PostgresPrograms> Installed() =>
        !Directory.Exists(Root)
            ? []
            : [.. Directory.EnumerateDirectories(Root)
                .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
                .Select(folder => new PostgresPrograms(int.Parse(Path.GetFileName(folder)), Path.Combine(folder, "bin")))
                .Where(programs => programs.Version >= OldestUsable && File.Exists(programs.Postgres) && File.Exists(programs.InitDb))
                .OrderByDescending(programs => programs.Version)];

    /// <summary>The version that made this cluster, or the newest for one that is still to be made.</summary>
    /// <exception cref="PostgresMissingException">That version, or any usable one, is not installed.</exception>
    public static PostgresPrograms For(Cluster cluster) =>
        Installed().FirstOrDefault(programs => cluster.Version is null || programs.Version == cluster.Version) ?? throw new PostgresMissingException(cluster);
}

public sealed class PostgresMissingException(Cluster cluster) : MachineException(cluster.Version is not { } wanted
    ? $"PostgreSQL {PostgresPrograms.OldestUsable} or newer is not installed. Run ./sea up, which installs it."
    : $"The database in {cluster.Spec.DataDirectory} was made by PostgreSQL {wanted}, whose programs are not installed. Install them: apt-get install postgresql-{wanted}");
