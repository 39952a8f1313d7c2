using Seaworthy.Machine.Docker;
using Seaworthy.Machine.Https;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Postgres;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Publishing;
using Seaworthy.Machine.Services;
using Seaworthy.Machine.Settings;

namespace Seaworthy.Machine;

/// <summary>One installation on this machine: where it lies, how it is set up, and how its services run.</summary>
public sealed class Installation(SeaworthyHome home, InstallationSettings settings, ISupervisor supervisor)
{
    public SeaworthyHome Home => home;

    public InstallationSettings Settings => settings;

    public ISupervisor Supervisor => supervisor;

    public DockerStarter Docker => new(EngineSocket.Parse(settings.DockerHost), supervisor, TimeProvider.System);

    public HttpsStarter Https => new(home, settings, supervisor, TimeProvider.System);

    /// <summary>Where the dashboard answers over HTTPS, once its name has a certificate; null where it has no name or HTTPS is off.</summary>
    public string? SecureDashboardUrl => settings.ServerDomain is { } host && Https.IsOn ? $"https://{host}{(settings.RouterHttpsPort == 443 ? "" : $":{settings.RouterHttpsPort}")}" : null;

    /// <summary>The private cluster, whether it is used or not.</summary>
    public Cluster Cluster => new(new ClusterSpec { DataDirectory = home.PostgresData, SocketDirectory = home.PostgresRun, User = "postgres" });

    /// <summary>Variables of the environment that say otherwise than the settings, and are not heeded.</summary>
    public IReadOnlyList<string> NotHeeded { get; private init; } = [];

    /// <summary>The installation that the environment and what was remembered speak of: for commands that set it up.</summary>
    public static Installation FromEnvironment()
    {
        var home = SeaworthyHome.FromEnvironment();
        return new Installation(home, InstallationSettings.Load(home, Variables()), SupervisorOf(home));
    }

    /// <summary>The installation as it was set up: for commands that look at what runs, which a variable exported since does not change.</summary>
    public static Installation AsSetUp()
    {
        var home = SeaworthyHome.FromEnvironment();
        var settings = InstallationSettings.Remembered(home, Variables());
        return new Installation(home, settings, SupervisorOf(home)) { NotHeeded = settings.SaidOtherwise(Variables()) };
    }

    /// <summary>Reads every setting that this machine goes by, so that one that cannot be used is told before it is remembered or anything is stopped.</summary>
    /// <exception cref="SettingUnusableException">Names it, and what it should be.</exception>
    /// <exception cref="DockerHostRefusedException">DOCKER_HOST is not a Unix socket of this machine.</exception>
    public void CheckSettings()
    {
        _ = (settings.RouterHttpPort, settings.RouterHttpsPort, settings.ServerPort, settings.HttpsWanted, settings.AcmeDirectory, settings.AcmeEmail, settings.AcmeRoots);
        if (settings.ServerPort == settings.RouterHttpPort)
            throw new SettingUnusableException("SERVER_PORT", $"{settings.ServerPort}", "another port than ROUTER_HTTP_PORT");
        _ = EngineSocket.Parse(settings.DockerHost);
        if (settings.PostgresHost is not null)
            _ = InstallationDatabase.External(settings);
    }

    public ServiceSpec Postgres() => new(Service.Postgres, Cluster.Server());

    /// <summary>It is given only what it knows of, so that nothing else makes it restart.</summary>
    public ServiceSpec Edge(Published published)
    {
        var variables = settings.Variables.Where(pair => pair.Key is "ROUTER_HTTP_PORT" || pair.Key.StartsWith("EDGE_", StringComparison.Ordinal)).ToDictionary();
        // Where visitors come to a port in front of Caddy's, EDGE_HTTPS_PORT says so.
        if (settings.RouterHttpsPort != 443)
            variables.TryAdd("EDGE_HTTPS_PORT", $"{settings.RouterHttpsPort}");
        return Program(Service.Edge, published, variables) with { Sockets = [SocketSpec.OnPort(settings.RouterHttpPort), SocketSpec.At(home.EdgeSocket)] };
    }

    public ServiceSpec Server(Published published)
    {
        var variables = new Dictionary<string, string>(settings.Variables)
        {
            // What is, not what was wished for.
            ["ROUTER_ENABLE_HTTPS"] = Https.IsOn ? "true" : "false",
        };
        if (settings.PostgresHost is null)
        {
            variables["POSTGRES_HOST"] = home.PostgresRun;
            variables["POSTGRES_USER"] = ClusterSpec.Role;
            variables["POSTGRES_DB"] = ClusterSpec.Role;
        }
        return Program(Service.Server, published, variables);
    }

    private static ISupervisor SupervisorOf(SeaworthyHome home) => Systemd.IsRunning ? new Systemd(home) : new Keepers(home, TimeProvider.System);

    private static Dictionary<string, string> Variables() =>
        System.Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => (string)pair.Value!);

    private ServiceSpec Program(Service service, Published published, IEnumerable<KeyValuePair<string, string>> variables) =>
        new(service, new Command(published.Executable)
        {
            Environment = new Dictionary<string, string?>(variables.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)))
            {
                [SeaworthyHome.Variable] = home.Root,
                // Whatever a tool keeps beside its user's files is kept with the installation.
                ["HOME"] = home.Root,
                ["DOTNET_ROOT"] = System.Environment.GetEnvironmentVariable("DOTNET_ROOT"),
                ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            },
        });
}
