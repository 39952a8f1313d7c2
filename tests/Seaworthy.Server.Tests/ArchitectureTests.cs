using System.Text.RegularExpressions;
using Seaworthy.Testing;

namespace Seaworthy.Server.Tests;

/// <summary>
/// Keeps the walls between the server's rooms, by reading its sources: a room refers only to rooms before it, and only the room that
/// owns a table writes it.
/// </summary>
public sealed partial class ArchitectureTests
{
    /// <summary>The rooms in the order in which code takes its way through them. Accounts, Api and Dashboard stand around them.</summary>
    private static readonly string[] Rooms =
    [
        "Platform", "Apps", "Sources", "Builds", "Releases", "Routes", "Domains", "Rollouts", "Deployments", "Logs", "Runs", "Metrics", "HealthChecks",
        "Notifications", "Containers", "Terminal", "Files", "Accounts", "Api", "Dashboard",
    ];

    /// <summary>Where a room meets its users: such files may speak of actors, permissions and the shapes of the API.</summary>
    private static readonly string[] Surfaces = ["Endpoints.cs", "Input.cs", "Requests.cs", ".razor"];

    private static readonly Dictionary<string, string> Owners = new Dictionary<string, string[]>
    {
        ["Platform"] = ["installation", "organizations", "servers", "data_keys", "schema_migrations", "events", "work"],
        ["Apps"] = ["projects", "apps", "app_processes", "env_vars", "volumes", "volume_mounts"],
        ["Sources"] = ["sources", "deploy_keys", "registries"],
        ["Builds"] = ["source_revisions", "builds", "build_images", "build_processes", "build_log", "build_steps"],
        ["Releases"] = ["releases", "release_processes"],
        ["Domains"] = ["domains", "domain_hosts"],
        ["Rollouts"] = ["rollouts", "instances", "serving", "networks"],
        ["Deployments"] = ["deployments"],
        ["Runs"] = ["runs", "run_log"],
        ["Accounts"] = ["users", "memberships", "tokens", "setup_links", "audit"],
        ["Api"] = ["idempotency_keys"],
    }.SelectMany(room => room.Value.Select(table => (table, room.Key))).ToDictionary(pair => pair.table, pair => pair.Key);

    /// <summary>Statements that may cross the wall, each with its reason.</summary>
    private static readonly string[] Doors =
    [
        // An installation begins with an organization and its project.
        "Platform: insert into projects",
        // Numbers of releases and deployments are drawn in the same statement that uses them, so that none is lost.
        "Releases: update apps set last_release = last_release + 1",
        "Deployments: update apps set last_deployment = last_deployment + 1",
    ];

    private static string Server => Path.Combine(Checkout.Root, "src", "Seaworthy.Server");

    [Fact]
    public void A_room_refers_only_to_rooms_before_it()
    {
        var faults = from line in Lines()
                     from Match reference in ServerNamespace().Matches(line.Text)
                     let to = reference.Groups[1].Value
                     where Rooms.Contains(to) && !MayRefer(line, to)
                     select $"{line}: {line.Room} stands before {to}, so it cannot refer to it; let news travel back by a nudge or by observation";

        faults.ShouldBeEmpty();
    }

    [Fact]
    public void Only_a_tables_own_room_writes_it()
    {
        var faults = from file in Files()
                     from Match statement in Writes().Matches(File.ReadAllText(file.Path))
                     let table = statement.Groups["table"].Value
                     let fault = FaultOf(file.Room, table, statement.Value + statement.Groups["rest"].Value)
                     where fault is not null
                     select $"{file.Name}: '{statement.Value}…' {fault}";

        faults.ShouldBeEmpty();
    }

    [Fact]
    public void Every_room_is_in_the_list()
    {
        var folders = Directory.GetDirectories(Server).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj" or "wwwroot" or "Properties"));

        folders.Where(name => !Rooms.Contains(name)).ShouldBeEmpty("add the room to ArchitectureTests.Rooms, at its place in the flow");
    }

    [Fact]
    public void No_program_is_started_by_a_shell_string()
    {
        var faults = from line in Lines(Path.Combine(Checkout.Root, "src"))
                     where ShellString().IsMatch(line.Text)
                     select $"{line}: give the program and its arguments as a list";

        faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Seaworthy.Edge")]
    [InlineData("Seaworthy.Edge.Client")]
    [InlineData("Seaworthy.Docker")]
    [InlineData("Seaworthy.Packs")]
    public void What_serves_the_server_knows_nothing_of_it(string project)
    {
        var faults = from line in Lines(Path.Combine(Checkout.Root, "src", project))
                     where line.Text.Contains("Seaworthy.Server", StringComparison.Ordinal) && !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal)
                     select $"{line}: {project} must not refer to the server";

        faults.ShouldBeEmpty();
    }

    private static bool MayRefer(Line line, string to) =>
        Array.IndexOf(Rooms, to) <= Array.IndexOf(Rooms, line.Room)
        || (to is "Accounts" or "Api" or "Dashboard" && Surfaces.Any(surface => line.Path.EndsWith(surface, StringComparison.Ordinal)))
        // Whoever is refused is told so in the API's words.
        || (line.Room == "Accounts" && to == "Api")
        || line.Room == "Api";

    private static string? FaultOf(string room, string table, string statement)
    {
        if (!Owners.TryGetValue(table, out var owner))
            return $"writes a table that ArchitectureTests.Owners does not know: give '{table}' an owner there";
        return owner == room || Doors.Any(door => $"{room}: {statement}".StartsWith(door, StringComparison.Ordinal))
            ? null
            : $"writes a table of {owner}: move the statement there";
    }

    private static IEnumerable<(string Path, string Name, string Room)> Files(string? root = null) =>
        from path in Directory.EnumerateFiles(root ?? Server, "*", SearchOption.AllDirectories)
        where path.EndsWith(".cs", StringComparison.Ordinal) || path.EndsWith(".razor", StringComparison.Ordinal)
        let name = Path.GetRelativePath(root ?? Server, path)
        let folders = name.Split(Path.DirectorySeparatorChar)
        where !folders.Contains("obj") && !folders.Contains("bin") && (folders.Length > 1 || root is not null)
        select (path, name, folders[0]);

    private static IEnumerable<Line> Lines(string? root = null) =>
        Files(root).SelectMany(file => File.ReadLines(file.Path).Select((text, index) => new Line(file.Path, file.Name, file.Room, index + 1, text)));

    [GeneratedRegex(@"\bSeaworthy\.Server\.([A-Z]\w+)")]
    private static partial Regex ServerNamespace();

    /// <summary><c>on conflict … do update set</c> and <c>for update</c> name no table.</summary>
    [GeneratedRegex(@"\b(?:insert into|delete from)\s+(?<table>[a-z_]+)|\bupdate\s+(?<table>[a-z_]+)\s+(?:[a-z]+\s+)?set\b(?=(?<rest>[^\n]*))")]
    private static partial Regex Writes();

    [GeneratedRegex("""(UseShellExecute\s*=\s*true|"-c",\s*\$"|(sh|bash) -c )""")]
    private static partial Regex ShellString();

    private sealed record Line(string Path, string Name, string Room, int Number, string Text)
    {
        public override string ToString() => $"{Name}:{Number}";
    }
}
