using System.Text.RegularExpressions;
using Seaworthy.Machine.Docker;
using Seaworthy.Machine.Postgres;

namespace Seaworthy.Machine.Removal;

/// <summary>
/// What an installation has made in the engine. A label alone proves nothing, since containers inherit labels from their images: the name must be
/// one that we give, too.
/// </summary>
public sealed partial record OwnObjects
{
    public const string Label = "seaworthy.installation";

    /// <summary>Images of ours: <c>seaworthy/APP:BUILD</c>.</summary>
    private const string Repository = "seaworthy/";

    public required IReadOnlyList<string> Containers { get; init; }

    public required IReadOnlyList<string> Networks { get; init; }

    /// <summary>Data of apps: removed only where that was asked for.</summary>
    public required IReadOnlyList<string> Volumes { get; init; }

    /// <summary>Tags, without which the engine may forget an image.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <param name="database">Null where it does not answer: then no volume and no image is known to be ours.</param>
    /// <exception cref="MachineException">The engine, or the database after all, cannot be asked.</exception>
    public static async Task<OwnObjects> FindAsync(Guid installation, EngineCommands engine, InstallationDatabase? database, CancellationToken cancellation)
    {
        string[] filter = ["--filter", $"label={Label}={installation}"];
        var apps = await TextsAsync(database, "select id::text from apps", cancellation);
        var volumes = await TextsAsync(database, VolumesQuery, cancellation);
        var images = await engine.LinesAsync(["image", "ls", "--format", "{{.Repository}}:{{.Tag}}"], cancellation);
        var present = await engine.LinesAsync(["volume", "ls", "--format", "{{.Name}}"], cancellation);
        return new OwnObjects
        {
            Containers = Named(await engine.LinesAsync(["container", "ls", "--all", "--format", "{{.Names}}", .. filter], cancellation)),
            Networks = Named(await engine.LinesAsync(["network", "ls", "--format", "{{.Name}}", .. filter], cancellation)),
            Volumes = [.. present.Where(volumes.Contains)],
            Images = [.. images.Where(image => apps.Contains(image.Split(':')[0].Replace(Repository, "", StringComparison.Ordinal)))],
        };
    }

    private const string VolumesQuery = """
        select 'sea-' || replace(id::text, '-', '') from volumes
        union
        select mount ->> 'Volume' from release_processes, jsonb_array_elements(mounts) mount where mount ->> 'Volume' is not null
        """;

    private static async Task<HashSet<string>> TextsAsync(InstallationDatabase? database, string sql, CancellationToken cancellation) =>
        database is null ? [] : [.. (await database.RowsAsync(sql, cancellation)).Select(row => (string)row[0]!)];

    private static IReadOnlyList<string> Named(IReadOnlyList<string> names) => [.. names.Where(name => OurName().IsMatch(name))];

    /// <summary>sea-01a2…, sea-run-01a2…, sea-pre-deploy-01a2…: an id of ours in 32 digits.</summary>
    [GeneratedRegex("^sea-([a-z0-9-]+-)?[0-9a-f]{32}$")]
    private static partial Regex OurName();
}
