using Seaworthy.Cli.Output;
using Seaworthy.Client;
using Seaworthy.Client.Deployments;

namespace Seaworthy.Cli.Deploying;

/// <summary>
/// Shows a deployment's steps and its log until its release is live or it has failed. Ctrl-C asks whether to cancel it; a second one
/// leaves it running.
/// </summary>
public sealed class FollowDeployment(Session session, Deployment deployment) : IDisposable
{
    private static readonly TimeSpan poll = TimeSpan.FromMilliseconds(300);

    /// <summary>How long the log may lag behind a deployment that has ended.</summary>
    private static readonly TimeSpan logPatience = TimeSpan.FromSeconds(3);

    /// <summary>Lines of a log that a failure is told with.</summary>
    private const int TailLines = 20;

    private readonly Queue<string> shown = [];
    private readonly CancellationTokenSource left = new();
    private readonly Progress progress = new(session.Error);

    /// <summary>It had ended before anybody looked, so another one may be live by now.</summary>
    private readonly bool wasOver = deployment.FinishedAt is not null;
    private bool isAsking;

    /// <summary>Follows the deployment that a change has begun, if it has, unless --no-wait is given.</summary>
    public static async Task<int> IfAnyAsync(Session session, Guid? id, CancellationToken cancellation)
    {
        if (id is not { } found)
            return ExitCodes.Ok;
        return await ToLiveAsync(session, await session.Client.Deployments.Get(found).SendAsync(cancellation), cancellation);
    }

    /// <summary>The same for settings that are saved already: if their deployment does not come live, they stay set all the same, which is told.</summary>
    /// <param name="undo">The command that sets back what was; null where there is none.</param>
    public static async Task<int> OfChangeAsync(Session session, string app, Guid? id, string? undo, CancellationToken cancellation)
    {
        var code = await IfAnyAsync(session, id, cancellation);
        if (id is not { } deployment || code == ExitCodes.Ok)
            return code;
        var ended = await session.Client.Deployments.Get(deployment).SendAsync(cancellation);
        if (ended.SupersededBy is { } later)
        {
            session.Error.Line($"  The change is saved, and is part of deployment {later}: sea deployment {later} --follow");
            return code;
        }
        var now = await session.Client.Apps.Get(app).SendAsync(cancellation);
        session.Error.Line($"  The change is saved all the same, and goes into the next release. {(now.Release is { } release ? $"v{release} goes on serving without it." : "Nothing serves yet.")}");
        session.Error.Line($"  Once what was wrong is mended: sea retry {ended.Number}{(undo is null ? "" : $"\n  To undo the change: {undo}")}");
        return code;
    }

    /// <summary>Follows it unless --no-wait is given. The exit code is 0 only if its release is live.</summary>
    public static async Task<int> ToLiveAsync(Session session, Deployment deployment, CancellationToken cancellation)
    {
        if (session.Get(CommonOptions.NoWait))
        {
            session.Out.Line($"Deployment {deployment.Number} is under way: sea deployment {deployment.Number}");
            return ExitCodes.Ok;
        }
        using var follow = new FollowDeployment(session, deployment);
        return await follow.RunAsync(cancellation);
    }

    public void Dispose()
    {
        progress.Dispose();
        left.Dispose();
    }

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var following = CancellationTokenSource.CreateLinkedTokenSource(cancellation, left.Token);
        session.Tell = sentence => progress.Line(sentence, Ink.Faint);
        try
        {
            using (Interrupts.Take(OnInterrupt))
            {
                var log = ShowLogAsync(following.Token);
                await WatchAsync(following.Token);
                await LetLogEndAsync(log, following);
            }
            return await TellAsync(cancellation);
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            progress.Line($"Deployment {deployment.Number} goes on: sea deployment {deployment.Number} shows it, sea cancel {deployment.Number} cancels it.");
            return ExitCodes.Interrupted;
        }
        finally
        {
            session.Tell = null;
            progress.Dispose();
        }
    }

    private async Task WatchAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Step();
            if (deployment.IsServing || deployment.HasFailed)
                return;
            await Task.Delay(poll, cancellation);
            deployment = await session.Client.Deployments.Get(deployment.Id).SendAsync(cancellation);
        }
    }

    private void Step()
    {
        var step = deployment.Status switch
        {
            "queued" => "Waiting",
            "building" => "Building",
            "releasing" => "Making the release",
            "starting" => "Starting",
            "switching" => "Switching traffic",
            _ => null,
        };
        if (step != progress.Title)
        {
            if (deployment.HasFailed)
                progress.Failed();
            else
                progress.Done();
            if (step is not null)
                progress.Begin(step);
        }
        progress.Doing(deployment.Reason is { } reason && step is not null ? session.Error.Safe(reason) : "");
    }

    private async Task ShowLogAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var line in session.Client.Deployments.FollowAsync(deployment.Id, cancellation))
                Show(line);
        }
        catch (OperationCanceledException)
        {
            // Whoever reads along has seen enough.
        }
        catch (ApiException failure)
        {
            progress.Line($"The log cannot be followed: {failure.Detail}", Ink.Faint);
        }
    }

    private void Show(DeploymentLogLine line)
    {
        if (shown.Count == TailLines)
            shown.Dequeue();
        shown.Enqueue(line.Line.TrimEnd());
        progress.Line($"  {session.Error.Safe(line.Line)}", line.Source == "rollout" ? Ink.Faint : Ink.Plain);
    }

    private async Task LetLogEndAsync(Task log, CancellationTokenSource following)
    {
        // One that is live is watched on, and its log goes on with it.
        if (deployment.HasFailed)
            await Task.WhenAny(log, Task.Delay(logPatience, following.Token));
        else
            await Task.WhenAny(log, Task.Delay(poll, following.Token));
        await following.CancelAsync();
        await log;
    }

    private async Task<int> TellAsync(CancellationToken cancellation)
    {
        if (deployment.IsServing)
            progress.Line($"{session.Error.Paint(new Inked("✓", Ink.Good))} {(deployment.Release is { } release ? $"v{release}" : $"Deployment {deployment.Number}")} {(wasOver ? $"went live with deployment {deployment.Number}" : $"is live ({Words.Duration(DateTimeOffset.UtcNow - deployment.CreatedAt is { Ticks: > 0 } took ? took : TimeSpan.Zero)})")}");
        else
            TellWhyNot();
        progress.Dispose();
        if (session.Json)
            session.Out.Json(await session.Client.Deployments.Get(deployment.Id).SendForJsonAsync(cancellation));
        else if (deployment is { IsServing: true, Url: { } url })
            session.Out.Line(url);
        return deployment.IsServing ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private void TellWhyNot()
    {
        var tail = (deployment.LogTail ?? "").TrimEnd().Split('\n').TakeLast(TailLines).Select(line => line.TrimEnd()).ToList();
        // What the reader has just seen need not be said again.
        if (tail.Exists(line => line.Length > 0) && !shown.Contains(tail[^1]))
        {
            foreach (var line in tail)
                progress.Line($"  {session.Error.Safe(line)}");
        }
        progress.Line($"{session.Error.Paint(new Inked("✗", Ink.Bad))} Deployment {deployment.Number} {(deployment.Status == "failed" ? "failed" : $"was {deployment.Status}")}{(deployment.Reason is { } reason ? $": {string.Join("\n  ", reason.Split('\n').Select(session.Error.Safe))}" : "")}");
    }

    /// <summary>The first asks; one that comes before the answer, or where nobody can be asked, leaves the deployment alone.</summary>
    private void OnInterrupt()
    {
        if (isAsking || !session.Around.InputIsTerminal)
        {
            session.Around.Error.WriteLine();
            left.Cancel();
            return;
        }
        isAsking = true;
        progress.Pause();
        // A signal's handler must not wait for a person.
        _ = Task.Run(AskAsync, CancellationToken.None);
    }

    private async Task AskAsync()
    {
        try
        {
            var answer = session.Ask($"Cancel deployment {deployment.Number}? [y/N] (Ctrl-C again leaves it running) ");
            if (answer is "y" or "Y" or "yes")
                await session.Client.Deployments.Cancel(deployment.Id).SendAsync(CancellationToken.None);
        }
        catch (ApiException refused)
        {
            progress.Line(refused.Detail, Ink.Faint);
        }
        finally
        {
            isAsking = false;
            progress.Resume();
        }
    }
}
