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

    /// <summary>The version that made this data directory, or the newest for one that is still to be made.</summary>
    /// <exception cref="PostgresMissingException">That version, or any usable one, is not installed.</exception>
    public static PostgresPrograms For(string dataDirectory)
    {
        var made = Path.Combine(dataDirectory, "PG_VERSION");
        int? wanted = File.Exists(made) ? int.Parse(File.ReadAllText(made).Trim()) : null;
        return Installed().FirstOrDefault(programs => wanted is null || programs.Version == wanted)
            ?? throw new PostgresMissingException(dataDirectory, wanted);
    }
}

public sealed class PostgresMissingException(string dataDirectory, int? wanted) : MachineException(wanted is null
    ? $"PostgreSQL {PostgresPrograms.OldestUsable} or newer is not installed. Run ./sea up, which installs it."
    : $"The database in {dataDirectory} was made by PostgreSQL {wanted}, whose programs are not installed. Install them: apt-get install postgresql-{wanted}");
