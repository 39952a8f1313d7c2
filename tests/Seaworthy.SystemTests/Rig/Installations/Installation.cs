using System.Net;
using Npgsql;
using Seaworthy.SystemTests.Rig.Api;
using Seaworthy.SystemTests.Rig.Engines;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Rig.Installations;

/// <summary>
/// A whole Seaworthy of the test's own beside whatever else lives on this machine: PostgreSQL, edge and server as real processes,
/// with their own directory, ports and addresses. Any of them may be killed and started again.
/// </summary>
public sealed class Installation : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Slot slot;
    private readonly IReadOnlyDictionary<string, string> settings;
    private readonly int serverPort = FreePort.Next();
    private readonly int edgePort = FreePort.Next();
    private ChildProcess? edge;
    private ChildProcess? server;

    private Installation(Slot slot, Engine engine, PostgresCluster database, string artifacts, IReadOnlyDictionary<string, string> settings)
    {
        this.settings = settings;
        this.slot = slot;
        Engine = engine;
        Database = database;
        Artifacts = artifacts;
        Admin = ApiClient.OverSocket(Path.Combine(Home, "run", "seaworthy.sock"));
    }

    public Engine Engine { get; }

    public PostgresCluster Database { get; }

    /// <summary>The local administrator, by the Unix socket.</summary>
    public ApiClient Admin { get; }

    /// <summary>Where apps answer, each by its host name.</summary>
    public IPEndPoint Edge => new(Engine.Address, edgePort);

    public Uri ServerAddress => new($"http://127.0.0.1:{serverPort}");

    /// <summary>A folder for the tests' own repositories and files, removed with the installation.</summary>
    public string Scratch => Directory.CreateDirectory(Path.Combine(slot.Folder, "scratch")).FullName;

    /// <summary>Logs and whatever else tells why a test failed; it outlives the installation.</summary>
    public string Artifacts { get; }

    public string Home => Path.Combine(slot.Folder, "home");

    /// <summary>The pool that its apps' networks are cut from.</summary>
    public IPNetwork Subnets => slot.Subnets;

    public int ServerProcessId => server!.Id;

    public int EdgeProcessId => edge!.Id;

    /// <param name="name">Names the artifact folder.</param>
    /// <param name="settings">Further variables of the edge and the server.</param>
    public static Task<Installation> Start(string name, CancellationToken cancel, IReadOnlyDictionary<string, string>? settings = null) =>
        Start(name, static (_, _) => Task.FromResult(Engine.OfThisMachine), settings ?? new Dictionary<string, string>(), cancel);

    /// <summary>On a Docker Engine of its own, an <see cref="OwnEngine"/>: it has no way to this machine's loopback, so no Git server.</summary>
    /// <param name="settings">Further variables of the edge and the server.</param>
    /// <param name="diskBytes">The size of the engine's own disk; null: it shares the machine's.</param>
    public static Task<Installation> StartOnOwnEngine(
        string name, CancellationToken cancel, IReadOnlyDictionary<string, string>? settings = null, long? diskBytes = null) =>
        Start(
            name, async (slot, artifacts) => await OwnEngine.Create(slot, Path.Combine(artifacts, "dockerd.log"), cancel, diskBytes),
            settings ?? new Dictionary<string, string>(), cancel);

    private static async Task<Installation> Start(string name, Func<Slot, string, Task<Engine>> engine, IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var slot = await Slot.Claim(cancel);
        var artifacts = ArtifactFolder.Create(name);
        var database = await PostgresCluster.Create(Path.Combine(slot.Folder, "postgres"), cancel);
        Leftovers.NoteProcess(slot.Folder, database.ProcessId);
        await database.CreateDatabase("seaworthy", cancel);
        var installation = new Installation(slot, await engine(slot, artifacts), database, artifacts, settings);
        try
        {
            installation.StartEdge();
            installation.StartServer();
            await installation.BecomesReady(cancel);
            Leftovers.NoteInstallation(slot.Folder, await installation.ReadId(cancel));
            return installation;
        }
        catch
        {
            // Or its processes would run beside all tests that come.
            await installation.DisposeAsync();
            throw;
        }
    }

    /// <summary>Somebody else on TCP, with this token or without one.</summary>
    public ApiClient Client(string? token) => ApiClient.OverTcp(ServerAddress, token);

    /// <summary>A process that is to end with the installation, even where the test's own process is killed.</summary>
    public void Own(int processId) => Leftovers.NoteProcess(slot.Folder, processId);

    public void StartEdge() => edge = Start("Seaworthy.Edge", "edge.log");

    public void StartServer() => server = Start("Seaworthy.Server", "server.log");

    public Task KillEdge(CancellationToken cancel) => edge!.Kill(cancel);

    public Task KillServer(CancellationToken cancel) => server!.Kill(cancel);

    public Task StopServer(CancellationToken cancel) => server!.Stop(cancel);

    public async Task StartDatabase(CancellationToken cancel)
    {
        await Database.Start(cancel);
        Leftovers.NoteProcess(slot.Folder, Database.ProcessId);
    }

    /// <exception cref="InvalidOperationException">The server ended instead.</exception>
    public async Task BecomesReady(CancellationToken cancel)
    {
        await Eventually.True(
            async token => server!.HasExited || await Admin.IsReady(token),
            Patience, $"the server is ready; its log is {Artifacts}/server.log", cancel);
        if (server!.HasExited)
            throw new InvalidOperationException($"The server ended instead of becoming ready; {Artifacts}/server.log says why.");
    }

    /// <summary>The firewall's rules that are this installation's, in one chain or, where null, in all.</summary>
    public async Task<string[]> FirewallRules(string? chain, CancellationToken cancel) => await Installations.FirewallRules.OfInstallation(await ReadId(cancel), chain, Engine.Inside, cancel);

    /// <summary>Plays the supervisor: a server that ends, because it lost its database, is started again. It may take a second to notice.</summary>
    public async Task ServerRunsAgain(CancellationToken cancel)
    {
        await Eventually.True(() => server!.HasExited, Patience, "the server ends, having lost its database", cancel);
        await Eventually.True(
            async token =>
            {
                if (server!.HasExited)
                    StartServer();
                return await Admin.IsReady(token);
            },
            Patience, $"the server is ready again; its log is {Artifacts}/server.log", cancel);
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        server?.Dispose();
        edge?.Dispose();
        await Leftovers.Reap(slot.Folder, CancellationToken.None);
        slot.Dispose();
    }

    private ChildProcess Start(string project, string log)
    {
        var child = ChildProcess.Start([.. Engine.Inside, Checkout.Program(project)], Environment, Path.Combine(Artifacts, log));
        Leftovers.NoteProcess(slot.Folder, child.Id);
        return child;
    }

    private Dictionary<string, string> Environment => new(settings)
    {
        ["SEAWORTHY_HOME"] = Home,
        ["SEAWORTHY_SUBNETS"] = settings.GetValueOrDefault("SEAWORTHY_SUBNETS") ?? slot.Subnets.ToString(),
        ["SEAWORTHY_GIT_ALLOWED_RANGES"] = "127.0.0.0/8",
        ["DOCKER_HOST"] = $"unix://{Engine.Socket}",
        ["SERVER_HOST"] = "127.0.0.1",
        ["SERVER_PORT"] = $"{serverPort}",
        ["ROUTER_HTTP_PORT"] = $"{edgePort}",
        ["POSTGRES_HOST"] = Database.SocketDirectory,
        ["POSTGRES_USER"] = "postgres",
        ["POSTGRES_DB"] = "seaworthy",
    };

    /// <summary>What its containers, networks, volumes and images carry as their label.</summary>
    public async Task<Guid> ReadId(CancellationToken cancel)
    {
        await using var connection = Database.Connection("seaworthy");
        await connection.OpenAsync(cancel);
        await using var command = new NpgsqlCommand("select id from installation", connection);
        return (Guid)(await command.ExecuteScalarAsync(cancel))!;
    }
}
