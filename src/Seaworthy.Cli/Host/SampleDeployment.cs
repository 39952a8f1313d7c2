using System.Net;
using Seaworthy.Client;
using Seaworthy.Client.Apps;
using Seaworthy.Client.Deployments;
using Seaworthy.Machine;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Ports;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Progress;
using Seaworthy.Machine.Samples;

namespace Seaworthy.Cli.Host;

/// <summary>Deploys the sample app on the first run, in the same way as any user's repository.</summary>
public sealed class SampleDeployment(SeaworthyClient client, Installation installation, Origin origin)
{
    private static readonly TimeSpan deployDeadline = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan answerDeadline = TimeSpan.FromSeconds(15);

    private readonly Sample sample = new(origin, installation.Home);

    /// <returns>The address at which it answers; null where it was deleted, stopped or broken since.</returns>
    public async Task<string?> EnsureAsync(ISteps steps, CancellationToken cancellation)
    {
        var app = (await client.Apps.List().SendAsync(cancellation)).FirstOrDefault(app => app.Slug == Sample.Slug);
        if (sample.WasDeployed)
            return app is not (null or { Status: "stopped" }) && await AnswersAsync(app, answerDeadline, cancellation) ? app.Url : null;

        return await steps.RunAsync($"Deploying the sample app {Sample.Slug}", async step =>
        {
            await sample.PrepareAsync(cancellation);
            app ??= await client.Apps.Create(new NewApp(Sample.Slug, Sample.Slug)).SendAsync(cancellation);
            var deployment = await client.Deployments.Create(Sample.Slug, new NewDeployment("sample") { Git = new GitSource(sample.RepositoryUrl, Sample.Branch) }).SendAsync(cancellation);
            await FollowAsync(deployment, step, cancellation);
            if (!await AnswersAsync(app, answerDeadline, cancellation))
                throw new SampleFailedException($"it is live, but {app.Url} does not answer", null);
            sample.RememberDeployed();
            step.Done($"{app.Url} answers");
            return app.Url;
        });
    }

    private async Task FollowAsync(Deployment deployment, IStep step, CancellationToken cancellation)
    {
        var seen = "";
        var ended = await Wait.UntilAsync(
            async () =>
            {
                deployment = await client.Deployments.Get(deployment.Id).SendAsync(cancellation);
                if (deployment.Status != seen)
                    step.Doing(seen = deployment.Status);
                return deployment.IsServing || deployment.HasFailed;
            },
            deployDeadline, TimeProvider.System, cancellation);
        if (!deployment.IsServing)
            throw new SampleFailedException(ended ? $"{deployment.Status}: {deployment.Reason}" : $"it is still {deployment.Status} after {deployDeadline.TotalMinutes:0} min", deployment.LogTail);
    }

    private static Task<bool> AnswersAsync(App app, TimeSpan deadline, CancellationToken cancellation) => Wait.UntilAsync(
        async () => await HttpProbe.GetAsync(new Uri(app.Url), cancellation) == HttpStatusCode.OK, deadline, TimeProvider.System, cancellation);
}

public sealed class SampleFailedException(string reason, string? logTail) : MachineException(
    $"Seaworthy runs, but its sample app could not be deployed: {reason}. Call ./sea up again to try once more, or ./sea up --no-sample to do without.{(string.IsNullOrEmpty(logTail) ? "" : "\n" + logTail)}");
