using System.Diagnostics;
using System.Net;
using Seaworthy.SystemTests.Rig.Api;
using Seaworthy.SystemTests.Rig.Installations;
using Seaworthy.SystemTests.Rig.Load;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Rig.Operated;

/// <summary>
/// An installation that is made, changed and taken away by the command <c>sea</c> alone, as its owner does it: from a package, in a directory
/// and on ports of its own, with a private PostgreSQL, on this machine's engine.
/// </summary>
public sealed class OperatedInstallation : IAsyncDisposable
{
    public const string SampleHost = "hello.localhost";

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    private readonly Slot slot;
    private readonly bool ownsSlot;

    private OperatedInstallation(Slot slot, bool ownsSlot, string home, string package)
    {
        this.slot = slot;
        this.ownsSlot = ownsSlot;
        Home = home;
        Package = package;
    }

    public string Home { get; }

    /// <summary>The unpacked package whose `sea` is called.</summary>
    public string Package { get; set; }

    public int ServerPort { get; } = FreePort.Next();

    public int EdgePort { get; } = FreePort.Next();

    public IPEndPoint Edge => new(IPAddress.Loopback, EdgePort);

    /// <summary>A folder for the test's own files, removed with the installation.</summary>
    public string Scratch => Directory.CreateDirectory(Path.Combine(slot.Folder, "scratch")).FullName;

    /// <summary>Nothing of it is there yet but its package.</summary>
    public static async Task<OperatedInstallation> Prepare(CancellationToken cancel)
    {
        var slot = await Slot.Claim(cancel);
        var package = Path.Combine(slot.Folder, "package");
        await TestPackage.Make(package, "0.1.0-first", cancel);
        return new OperatedInstallation(slot, ownsSlot: true, Path.Combine(slot.Folder, "home"), package);
    }

    /// <summary>Up, with the sample app.</summary>
    public static async Task<OperatedInstallation> Start(CancellationToken cancel)
    {
        var installation = await Prepare(cancel);
        try
        {
            (await installation.Sea(cancel, "up")).ShouldSucceed();
            installation.NoteId();
            await installation.SampleHasProven(1, cancel);
            return installation;
        }
        catch
        {
            await installation.DisposeAsync();
            throw;
        }
    }

    /// <summary>Another directory and other ports on the same machine, for the same package.</summary>
    public OperatedInstallation Beside(string name) => new(slot, ownsSlot: false, Path.Combine(slot.Folder, name), Package);

    public Task<Ran> Sea(CancellationToken cancel, params string[] arguments) => Sea(new Dictionary<string, string>(), cancel, arguments);

    /// <summary>Calls `sea` as root at a terminal that has nothing else in its environment.</summary>
    public Task<Ran> Sea(IReadOnlyDictionary<string, string> more, CancellationToken cancel, params string[] arguments) =>
        Call([Path.Combine(Package, "sea", "Seaworthy.Cli"), .. arguments], more, cancel);

    public async Task<Ran> Call(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> more, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var name in start.Environment.Keys.Where(name => name is not ("PATH" or "HOME") && !name.StartsWith("DOTNET_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in Environment.Concat(more))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var errors = process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return new Ran(process.ExitCode, await output, await errors);
    }

    /// <summary>The local administrator.</summary>
    public ApiClient Admin() => ApiClient.OverSocket(Path.Combine(Home, "run", "seaworthy.sock"));

    /// <summary>Somebody on TCP with this token.</summary>
    public ApiClient Client(string token) => ApiClient.OverTcp(new Uri($"http://127.0.0.1:{ServerPort}"), token);

    public async Task<HttpAnswer> Answer(string host, CancellationToken cancel)
    {
        using var connection = await HttpExchange.Connect(Edge, cancel);
        return await connection.Send("GET", host, "/", body: null, keepAlive: false, cancel);
    }

    public Task SampleAnswers(CancellationToken cancel) => Eventually.Passes(
        async token => (await Answer(SampleHost, token)).Status.ShouldBe(200), patience, "the sample answers", cancel);

    public Guid Id => Guid.Parse(File.ReadAllText(Path.Combine(Home, "installation-id")).Trim());

    /// <summary>Waits until this release of the sample has served well to the end of its watch: one that goes away before has failed.</summary>
    public async Task SampleHasProven(int release, CancellationToken cancel)
    {
        using var admin = Admin();
        await Eventually.True(
            async token => (await admin.Get<DeploymentView[]>("/api/v1/apps/hello/deployments", token)) is [{ Status: "succeeded" } newest, ..] && newest.Release == release,
            patience, $"release {release} of the sample has proven itself", cancel);
    }

    /// <summary>Whatever a killed test leaves in the engine is found by this id.</summary>
    public void NoteId() => Leftovers.NoteInstallation(slot.Folder, Id);

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(Path.Combine(Home, "run")))
            await Sea(CancellationToken.None, "down", "--all");
        if (!ownsSlot)
            return;
        await Leftovers.Reap(slot.Folder, CancellationToken.None);
        slot.Dispose();
    }

    private Dictionary<string, string> Environment => new()
    {
        ["SEAWORTHY_HOME"] = Home,
        ["SEAWORTHY_SUBNETS"] = slot.Subnets.ToString(),
        ["SERVER_HOST"] = "127.0.0.1",
        ["SERVER_PORT"] = $"{ServerPort}",
        ["ROUTER_HTTP_PORT"] = $"{EdgePort}",
        ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..")),
        ["ROUTER_ENABLE_HTTPS"] = "false",
        // Whoever runs the tests may be logged in at another server.
        ["XDG_CONFIG_HOME"] = Path.Combine(slot.Folder, "config"),
        ["CI"] = "true",
    };
}
