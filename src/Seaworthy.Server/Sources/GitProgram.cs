using Seaworthy.Server.Platform.Processes;

namespace Seaworthy.Server.Sources;

/// <summary>Runs git with nothing but our own configuration: no system or user files, no hooks, helpers, prompts, redirects or submodules.</summary>
public sealed class GitProgram(ProcessRunner processes, SourceAddresses addresses, SshIdentity identity)
{
    private const int MostLines = 200_000;
    private static readonly string[] Hardening =
    [
        "core.hooksPath=/dev/null", "core.fsmonitor=false", "credential.helper=", "http.followRedirects=false", "http.lowSpeedLimit=100", "http.lowSpeedTime=60",
        "submodule.recurse=false", "fetch.recurseSubmodules=false", "gc.auto=0", "maintenance.auto=false", "protocol.version=2", "init.defaultBranch=main", "advice.detachedHead=false",
    ];

    /// <summary>Prepares runs that talk to a repository: its host is resolved once, here, and git is held to that address.</summary>
    /// <exception cref="SourceUnavailableException">The host is unknown or not allowed.</exception>
    internal async Task<GitSetting> TowardsAsync(GitUrl url, Workspace workspace, CancellationToken ct)
    {
        switch (url.Transport)
        {
            case GitTransport.File:
                // A local repository is read as its owner, as if the owner ran git there.
                return new GitSetting(workspace, await OwnerAsync(url.LocalPath, ct)) { Environment = Environment(workspace, "file") };
            case GitTransport.Ssh:
            {
                var address = (await addresses.FindAsync(url.Host, ct))[0];
                var file = Path.Combine(workspace.Home, "ssh_config");
                await File.WriteAllTextAsync(file, await identity.ConfigurationAsync(url, address.ToString(), await WriteKeyAsync(url, workspace, ct), workspace.User, ct), ct);
                return new GitSetting(workspace, workspace.User)
                {
                    Environment = Environment(workspace, "ssh", ("GIT_SSH_COMMAND", "ssh -F \"$SSH_CONFIGURATION\""), ("GIT_SSH_VARIANT", "ssh"), ("SSH_CONFIGURATION", file)),
                };
            }
            default:
            {
                var pinned = string.Join(',', (await addresses.FindAsync(url.Host, ct)).Select(address => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : $"{address}"));
                // The header is in the environment, which nobody else can read, not among the arguments, which everybody can.
                (string, string)[] authorization = url.Credentials is null ? [] :
                [
                    ("GIT_CONFIG_COUNT", "1"), ("GIT_CONFIG_KEY_0", "http.extraHeader"), ("GIT_CONFIG_VALUE_0", $"Authorization: {url.Credentials.BasicAuthorization}"),
                ];
                return new GitSetting(workspace, workspace.User)
                {
                    Configuration = [$"http.curloptResolve={url.Host}:{url.Port.ToString(null as IFormatProvider)}:{pinned}"],
                    Environment = Environment(workspace, "https:http", authorization),
                };
            }
        }
    }

    /// <summary>Prepares runs on what was fetched: no protocol is allowed.</summary>
    internal static GitSetting Local(Workspace workspace) => new(workspace, workspace.User) { Environment = Environment(workspace, "none") };

    /// <summary>Why a run failed, for people; who must be let in by ssh is told our key, or the app's.</summary>
    internal string Explain(GitRun run, GitUrl url) =>
        url.Transport == GitTransport.Ssh && run.Errors.Any(line => line.Contains("Permission denied", StringComparison.Ordinal))
            ? $"{url} does not let Seaworthy in. Add this key to the repository, as a deploy key that may read: {url.DeployKey?.Public ?? identity.PublicKey}"
            : run.Explain(url);

    /// <exception cref="OperationCanceledException">Cancelled: it was killed.</exception>
    /// <exception cref="SourceUnavailableException">It took longer than <paramref name="deadline"/>.</exception>
    internal async Task<GitRun> RunAsync(GitSetting setting, TimeSpan deadline, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var (output, errors) = (new List<string>(), new List<string>());
        var workspace = setting.Workspace;
        var result = await processes.RunAsync(
            new ProcessCommand("git", [.. Hardening.Concat(setting.Configuration).SelectMany(item => (string[])["-c", item]), "--git-dir", workspace.Repository, .. arguments])
            {
                WorkingDirectory = workspace.Source,
                Environment = setting.Environment,
                Deadline = deadline,
                User = setting.User,
            },
            line =>
            {
                var lines = line.Stream == OutputStream.Out ? output : errors;
                if (lines.Count < MostLines)
                    lines.Add(line.Text);
                return ValueTask.CompletedTask;
            },
            workspace.OnStart,
            ct);
        ct.ThrowIfCancellationRequested();
        return result.End == ProcessEnd.Deadline
            ? throw new SourceUnavailableException($"git {arguments[0]} took longer than {deadline.TotalSeconds:0} seconds and was ended.")
            : new GitRun(result.ExitCode ?? -1, output, errors);
    }

    private static Dictionary<string, string> Environment(Workspace workspace, string protocols, params (string Name, string Value)[] further)
    {
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = workspace.Home,
            ["LC_ALL"] = "C.UTF-8",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
            ["GIT_ATTR_NOSYSTEM"] = "1",
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_ASKPASS"] = "",
            ["GIT_ALLOW_PROTOCOL"] = protocols,
        };
        foreach (var (name, value) in further)
            environment[name] = value;
        return environment;
    }

    private static async Task<string?> WriteKeyAsync(GitUrl url, Workspace workspace, CancellationToken ct)
    {
        if (url.DeployKey is null)
            return null;
        var file = Path.Combine(workspace.Home, "deploy_key");
        await PrivateFile.WriteAsync(file, url.DeployKey.Private, workspace.User, ct);
        return file;
    }

    private async Task<ProcessUser> OwnerAsync(string path, CancellationToken ct)
    {
        string? ids = null;
        await processes.RunAsync(
            new ProcessCommand("stat", ["--format=%u %g", "--", path]) { Deadline = TimeSpan.FromSeconds(10) },
            line =>
            {
                if (line.Stream == OutputStream.Out)
                    ids = line.Text;
                return ValueTask.CompletedTask;
            },
            _ => Task.CompletedTask,
            ct);
        ct.ThrowIfCancellationRequested();
        if (ids?.Split(' ') is not [var user, var group])
            throw new SourceUnavailableException($"There is no repository at {path}.");
        return new ProcessUser(int.Parse(user, null), int.Parse(group, null));
    }
}
