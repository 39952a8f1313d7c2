using System.Text;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Processes;
using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Builds.BuildKit;

/// <summary>Builds an image with the engine's own BuildKit, through <c>docker buildx build</c> run by a user without rights.</summary>
internal sealed class Buildx(PlatformOptions platform, BuildOptions options, ProcessRunner processes, UnprivilegedUser unprivileged)
{
    // A portion of a step's output is one line of JSON.
    private const int LongestMessage = 4 * 1024 * 1024;

    /// <returns>The image's id, <c>sha256:…</c>.</returns>
    /// <exception cref="BuildFailedException">With the step, the line and the reason.</exception>
    public async Task<string> BuildAsync(BuildxRequest request, Workspace workspace, BuildOutput output, CancellationToken ct)
    {
        var limits = new BuildLimits(options.MemoryBytes, options.CpuMillis);
        using var cgroup = BuildCgroup.Create(BuildCgroup.NameOf(request.Build), limits);
        if (cgroup is null)
            await output.NoteAsync("This machine's control groups cannot be used: the build has no limits of its own.");
        var imageIdFile = Path.Combine(workspace.Results, "image-id");
        var secrets = WriteSecrets(request.Secrets, workspace);
        await File.WriteAllTextAsync(PolicyOf(workspace), SourcePolicy.Of(request.App), ct);
        var progress = new BuildProgress(output);
        var result = await processes.RunAsync(
            new ProcessCommand("docker", Arguments(request, imageIdFile, secrets, cgroup))
            {
                Environment = Environment(workspace),
                WorkingDirectory = workspace.Home,
                Deadline = options.Deadline,
                User = await unprivileged.WithEngineAsync(ct),
                LongestLine = LongestMessage,
            },
            line => line.Stream == OutputStream.Error ? progress.AddAsync(line.Text) : ValueTask.CompletedTask,
            workspace.OnStart,
            ct);
        await progress.FinishAsync();
        ct.ThrowIfCancellationRequested();
        return result.Succeeded ? (await File.ReadAllTextAsync(imageIdFile, ct)).Trim() : throw progress.Explain(limits);
    }

    private static List<string> Arguments(BuildxRequest request, string imageIdFile, IReadOnlyDictionary<string, string> secrets, BuildCgroup? cgroup)
    {
        var arguments = new List<string>
        {
            "buildx", "build", "--builder=default", "--progress=rawjson", "--load", "--provenance=false", "--network=default",
            $"--tag={request.Tag}", $"--iidfile={imageIdFile}", $"--file={request.Dockerfile}",
            // Cache mounts are shared by id alone: each app gets a name space of its own.
            $"--build-arg=BUILDKIT_CACHE_MOUNT_NS={request.App}",
        };
        if (cgroup is not null)
            arguments.Add($"--cgroup-parent={cgroup.Name}");
        if (request.Target is not null)
            arguments.Add($"--target={request.Target}");
        foreach (var (name, file) in secrets)
            arguments.Add($"--secret=id={name},src={file}");
        foreach (var (name, value) in request.Arguments)
            arguments.Add($"--build-arg={name}={value}");
        arguments.AddRange(["--", request.Context]);
        return arguments;
    }

    /// <summary>Each secret in a file that only the build's user may read, gone with the workspace: its value is no argument.</summary>
    /// <returns>The files by the secrets' names.</returns>
    private static Dictionary<string, string> WriteSecrets(IReadOnlyDictionary<string, string> secrets, Workspace workspace)
    {
        var files = new Dictionary<string, string>();
        var folder = Path.Combine(workspace.Home, "secrets");
        if (secrets.Count > 0)
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var (name, value) in secrets)
        {
            var path = Path.Combine(folder, name);
            using (var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
                file.Write(Encoding.UTF8.GetBytes(value));
            files.Add(name, path);
        }
        if (secrets.Count > 0)
            UnprivilegedUser.GiveAll(folder, workspace.User);
        return files;
    }

    private static string PolicyOf(Workspace workspace) => Path.Combine(workspace.Generated, "source-policy.json");

    private Dictionary<string, string> Environment(Workspace workspace) => new()
    {
        ["HOME"] = workspace.Home,
        ["DOCKER_CONFIG"] = workspace.DockerConfiguration,
        ["DOCKER_HOST"] = $"unix://{platform.DockerSocket}",
        ["BUILDX_GIT_INFO"] = "false",
        ["EXPERIMENTAL_BUILDKIT_SOURCE_POLICY"] = PolicyOf(workspace),
        ["BUILDX_NO_DEFAULT_ATTESTATIONS"] = "1",
        ["LC_ALL"] = "C.UTF-8",
    };
}

/// <param name="Tag">The name that the image gets.</param>
/// <param name="Dockerfile">An absolute path.</param>
/// <param name="Context">An absolute path: what the build may read.</param>
internal sealed record BuildxRequest(BuildId Build, AppId App, string Tag, string Dockerfile, string Context, IReadOnlyDictionary<string, string> Arguments)
{
    /// <summary>The stage to build; null: the last.</summary>
    public string? Target { get; init; }

    /// <summary>For <c>RUN --mount=type=secret,id=NAME</c>.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();
}
