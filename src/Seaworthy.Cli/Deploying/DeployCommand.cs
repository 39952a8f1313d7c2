using System.CommandLine;
using Seaworthy.Cli.Help;
using Seaworthy.Client;
using Seaworthy.Client.Deployments;

namespace Seaworthy.Cli.Deploying;

/// <summary>`sea deploy`: a folder, an archive, a Git repository or an image becomes a live release.</summary>
public static class DeployCommand
{
    private const string Trigger = "cli";

    private static readonly Argument<string?> what = new("what") { Description = "A folder, a .tar.gz or .zip, a Git URL or an image; else the app's own source, else this folder", HelpName = "PATH|URL|IMAGE", Arity = ArgumentArity.ZeroOrOne };

    public static Verb Verb { get; } = new("deploy", "[PATH|URL|IMAGE]", "Deploy a folder, Git repository, archive or image", "sea deploy . --app shop\nsea deploy https://github.com/owner/shop --branch main\nsea deploy nginx:1.27", command =>
    {
        command.Add(what);
        command.Add(CommonOptions.App);
        DeployOptions.AddTo(command);
        foreach (var option in (Option[])[CommonOptions.NoWait, CommonOptions.DryRun, CommonOptions.Json])
            command.Add(option);
        command.Do(RunAsync);
    });

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var options = DeployOptions.Read(session);
        var app = session.App;
        if (await TargetAsync(session, app, cancellation) is not { } target)
            return await DeployAsync(session, await OwnSourceAsync(session, app, options, cancellation), cancellation);
        session.Error.Line($"Deploying {target.Words}");
        return target switch
        {
            DeployTarget.Folder(var path) => await UploadAsync(session, await UploadSource.OfFolderAsync(session, path, options, cancellation), app, options, cancellation),
            DeployTarget.ArchiveFile(var path) => await UploadAsync(session, UploadSource.OfFile(path), app, options, cancellation),
            DeployTarget.ArchiveUrl(var url) => await DeployAsync(session, session.Client.Deployments.Create(app, new NewDeployment(Trigger) { Archive = options.Archive(url), Replicas = options.Replicas }), cancellation),
            DeployTarget.Git(var url) => await DeployAsync(session, session.Client.Deployments.Create(app, new NewDeployment(Trigger) { Git = options.Git(url), Replicas = options.Replicas }), cancellation),
            DeployTarget.Image(var image) => await DeployAsync(session, session.Client.Deployments.Create(app, options.Image(Trigger, image)), cancellation),
            DeployTarget.Build(var build) => await DeployAsync(session, session.Client.Deployments.Create(app, new NewDeployment(Trigger) { BuildId = build, Replicas = options.Replicas }), cancellation),
            _ => throw new InvalidOperationException($"{target} cannot be deployed."),
        };
    }

    /// <returns>Null: the app's own source.</returns>
    private static async Task<DeployTarget?> TargetAsync(Session session, string app, CancellationToken cancellation)
    {
        if (session.Get(what) is { } text)
            return DeployTarget.Parse(text, session.Around.Folder);
        try
        {
            var source = await session.Client.Sources.Get(app).SendAsync(cancellation);
            session.Error.Line($"Deploying the app's own source, {source.Url}{(source.Ref is { Length: > 0 } reference ? $" at {reference}" : "")}");
            return null;
        }
        catch (ApiException none) when (none.Status == System.Net.HttpStatusCode.NotFound)
        {
            // Without an app there is nothing to deploy to: say that, and pack nothing.
            await session.Client.Apps.Get(app).SendAsync(cancellation);
            return new DeployTarget.Folder(session.Around.Folder);
        }
    }

    private static async Task<Call<Deployment>> OwnSourceAsync(Session session, string app, DeployOptions options, CancellationToken cancellation)
    {
        if (!options.ChangeTheSource)
            return session.Client.Deployments.Create(app, new NewDeployment(Trigger) { Replicas = options.Replicas });
        var source = await session.Client.Sources.Get(app).SendAsync(cancellation);
        if (source.Kind != "git" || source.Username is { Length: > 0 })
            throw new UsageException("--branch, --base-path and the like belong to a source that is named here. Change the app's own: sea source set URL --branch BRANCH");
        return session.Client.Deployments.Create(app, new NewDeployment(Trigger)
        {
            Git = options.Git(source.Url) is var git ? git with { Branch = git.Branch ?? source.Ref, BasePath = git.BasePath ?? source.BasePath, Submodules = source.Submodules, Lfs = source.Lfs } : null,
            Replicas = options.Replicas,
        });
    }

    private static async Task<int> UploadAsync(Session session, UploadSource source, string app, DeployOptions options, CancellationToken cancellation)
    {
        if (session.DryRun)
            throw new UsageException("--dry-run works for images and builds only: what an upload would change is known once it is built.");
        return await ThenAsync(session, await source.SendAsync(session, app, options.Fields(Trigger), cancellation), cancellation);
    }

    private static async Task<int> DeployAsync(Session session, Call<Deployment> call, CancellationToken cancellation)
    {
        if (session.DryRun)
            return await session.ChangeAsync(call, _ => Task.FromResult(ExitCodes.Ok), cancellation);
        return await ThenAsync(session, await call.SendAsync(cancellation), cancellation);
    }

    private static async Task<int> ThenAsync(Session session, Deployment deployment, CancellationToken cancellation)
    {
        if (session.Get(CommonOptions.NoWait) && session.Json)
            return await session.ShowAsync(session.Client.Deployments.Get(deployment.Id), _ => { }, cancellation);
        return await FollowDeployment.ToLiveAsync(session, deployment, cancellation);
    }
}
