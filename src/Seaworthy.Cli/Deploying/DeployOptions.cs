using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Seaworthy.Client;
using Seaworthy.Client.Deployments;

namespace Seaworthy.Cli.Deploying;

/// <summary>How a source is to be built, as the options of `sea deploy` say it.</summary>
public sealed record DeployOptions
{
    private static readonly Option<string?> branch = new("--branch", "-b") { Description = "The branch, tag or commit of a Git repository" };
    private static readonly Option<string?> basePath = new("--base-path") { Description = "The folder of the source that is built", HelpName = "PATH" };
    private static readonly Option<string?> dockerfile = new("--dockerfile") { Description = "The Dockerfile, from that folder", HelpName = "PATH" };
    private static readonly Option<string?> target = new("--target") { Description = "The stage of the Dockerfile", HelpName = "STAGE" };
    private static readonly Option<string[]> buildArgs = new("--build-arg") { Description = "A build argument, not secret; may be given several times", HelpName = "KEY=VALUE", AllowMultipleArgumentsPerToken = false };
    private static readonly Option<int?> replicas = new("--replicas") { Description = "How many instances of web", HelpName = "N" };

    public string? Branch { get; private init; }

    public string? BasePath { get; private init; }

    public string? Dockerfile { get; private init; }

    public string? Target { get; private init; }

    public Dictionary<string, string>? BuildArgs { get; private init; }

    public int? Replicas { get; private init; }

    /// <summary>Some say how to build, so the source cannot stay as the app has it.</summary>
    public bool ChangeTheSource => (Branch ?? BasePath ?? Dockerfile ?? Target) is not null || BuildArgs is not null;

    public static void AddTo(Command command)
    {
        foreach (var option in (Option[])[branch, basePath, dockerfile, target, buildArgs, replicas])
            command.Add(option);
    }

    public static DeployOptions Read(Session session) => new()
    {
        Branch = session.Get(branch),
        BasePath = session.Get(basePath),
        Dockerfile = session.Get(dockerfile),
        Target = session.Get(target),
        BuildArgs = session.Get(buildArgs) is { Length: > 0 } pairs ? Pairs.Parse(pairs) : null,
        Replicas = session.Get(replicas),
    };

    public GitSource Git(string url) => new(url, Branch) { BasePath = BasePath, DockerfilePath = Dockerfile, Target = Target, BuildArgs = BuildArgs };

    public ArchiveSource Archive(string url) => Branch is null
        ? new ArchiveSource(url) { BasePath = BasePath, DockerfilePath = Dockerfile, Target = Target, BuildArgs = BuildArgs }
        : throw new UsageException("--branch belongs to a Git repository: an archive has none.");

    public NewDeployment Image(string trigger, string image) => !ChangeTheSource
        ? new NewDeployment(trigger) { ImageId = image, Replicas = Replicas }
        : throw new UsageException("An image is built already: --branch, --base-path, --dockerfile, --target and --build-arg do not belong to it.");

    /// <summary>The fields of an upload's form.</summary>
    public IReadOnlyDictionary<string, string?> Fields(string trigger)
    {
        if (Branch is not null)
            throw new UsageException("--branch belongs to a Git repository: a folder or file is sent as it is.");
        return new Dictionary<string, string?>
        {
            ["trigger"] = trigger,
            ["base_path"] = BasePath,
            ["dockerfile_path"] = Dockerfile,
            ["target"] = Target,
            ["build_args"] = BuildArgs is null ? null : JsonSerializer.Serialize(BuildArgs, ApiJson.Default.DictionaryStringString),
            ["replicas"] = Replicas?.ToString(CultureInfo.InvariantCulture),
        };
    }
}
