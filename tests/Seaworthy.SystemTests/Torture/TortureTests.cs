using System.Diagnostics;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Load;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Torture;

/// <summary>
/// Random changes of several apps, under load and random faults, on real parts, for as long as was asked. After each round everything
/// must come to rest, and then nothing may be lost, stuck, left over or wrong.
/// </summary>
public sealed class TortureTests
{
    private const int Apps = 3;

    /// <summary>What a round's work takes on a busy machine: ten builds one after the other, and a start deadline.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(5);

    private readonly Stopwatch clock = Stopwatch.StartNew();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_lost_or_stuck_and_no_visitor_notices()
    {
        var options = TortureOptions.Read();
        var tally = new Tally(options);
        await using var world = await World.StartOnOwnEngine("torture", Cancel);
        var ledger = new Ledger(world);
        var victims = new List<Victim>();
        for (var i = 0; i < Apps; i++)
            victims.Add(await Victim.Create(world, tally, Cancel));
        await Task.WhenAll(victims.Select(victim => victim.FirstBecomesProven(Cancel)));
        try
        {
            for (var number = 0; clock.Elapsed < options.Duration; number++)
                await RunRound(Round.Of(options.Seed, number, Apps), world, victims, ledger, tally);
        }
        finally
        {
            Console.WriteLine(tally);
            await File.WriteAllTextAsync(Path.Combine(world.Installation.Artifacts, "summary.txt"), tally.ToString(), CancellationToken.None);
        }
        tally.Violations.ShouldBeEmpty(tally.ToString());
    }

    private async Task RunRound(Round round, World world, IReadOnlyList<Victim> victims, Ledger ledger, Tally tally)
    {
        // Whoever waits for hours wants to see where it is.
        Console.WriteLine($"{clock.Elapsed:hh\\:mm\\:ss} {tally.Violations.Count} violations, {round}");
        tally.Count("rounds");
        tally.Count($"fault {round.Fault}");
        var begun = clock.Elapsed;
        var before = await Task.WhenAll(victims.Select(async victim => (await ledger.Deployments(victim, Cancel)).Count));
        var visits = victims.SelectMany(victim => victim.Visit().Select(visit => (Victim: victim, visit.Name, visit.Load))).ToList();
        var faults = new FaultMaker(world, clock);
        await Task.WhenAll([.. victims.Select((victim, i) => Change(victim, round, i, tally)), Harm(faults, round)]);

        await Settle(round, victims, ledger, tally);

        foreach (var (victim, name, load) in visits)
            await Count(round, $"{victim.App.Slug}, {name}", load, begun, faults.EdgeAway, tally);
        for (var i = 0; i < victims.Count; i++)
            Judge(round, victims[i], (await ledger.Deployments(victims[i], Cancel)).Skip(before[i]).ToList(), tally);
    }

    private static async Task Change(Victim victim, Round round, int index, Tally tally)
    {
        var (change, after) = round.Changes[index];
        tally.Count($"change {change}");
        await Task.Delay(after, Cancel);
        await victim.Ask(change, new Random((round.Number * Apps) + index), Cancel);
    }

    private static async Task Harm(FaultMaker faults, Round round)
    {
        await Task.Delay(round.FaultAfter, Cancel);
        await faults.Make(round.Fault, Cancel);
    }

    private static async Task Settle(Round round, IReadOnlyList<Victim> victims, Ledger ledger, Tally tally)
    {
        IReadOnlyList<string> last = [];
        try
        {
            await Eventually.True(
                async token => (last = await ledger.Faults(victims, token)).Count == 0, Rest, "everything agrees", Cancel);
        }
        catch (TimeoutException)
        {
            foreach (var fault in last)
                tally.Violation(round, fault);
        }
    }

    private static async Task Count(Round round, string who, SteadyLoad load, TimeSpan begun, (TimeSpan From, TimeSpan To)? edgeAway, Tally tally)
    {
        var result = await load.Stop();
        await load.DisposeAsync();
        tally.Count("requests answered", result.Answers);
        foreach (var failure in result.Failures)
        {
            // A request that was under way when the edge was killed began before, a slow one up to ten seconds; and that a connection
            // which was kept has died with it shows at the next request on it.
            if (edgeAway is { } away && begun + failure.At > away.From - TimeSpan.FromSeconds(11) && begun + failure.At < away.To + TimeSpan.FromSeconds(1))
                tally.Count("requests lost with the edge");
            else
                tally.Violation(round, $"{who}: {failure}");
        }
    }

    private static void Judge(Round round, Victim victim, List<EndedDeployment> ended, Tally tally)
    {
        foreach (var deployment in ended)
        {
            tally.Count($"deployments {deployment.Ended}");
            var isGood = deployment.Commit is null || victim.IsGood(deployment.Commit);
            if (!isGood && deployment.Ended == "succeeded")
                tally.Violation(round, $"{victim.App.Slug}: deployment {deployment.Number} of a version that does not work succeeded");
            if (isGood && deployment.Ended == "failed")
            {
                if (round.Fault is Fault.KillEngine or Fault.KillEverything)
                    tally.Count("deployments failed with the engine");
                else if (round.Fault is Fault.KillServerTwice && deployment.Reason?.StartsWith("The server went away during this build twice", StringComparison.Ordinal) == true)
                    tally.Count("builds interrupted twice");
                else
                    tally.Violation(round, $"{victim.App.Slug}: deployment {deployment.Number} of a version that works failed: {deployment.Reason}");
            }
        }
    }
}
