using Seaworthy.Edge.Balancing;
using Seaworthy.Edge.Client;
using Seaworthy.Edge.Counting;
using Seaworthy.Edge.Routing;
using Seaworthy.Edge.Tests.Fixtures;
using Seaworthy.Edge.Upstreams;

namespace Seaworthy.Edge.Tests.Balancing;

public sealed class ClaimTests
{
    /// <summary>
    /// The promise that lets an instance be killed: once its table has been swapped and its count was seen at zero, no claim on
    /// it comes out any more, however unluckily a request was interrupted between its look-up and its claim.
    /// </summary>
    [Fact]
    public async Task Take_AfterASwapAndACountOfZero_NeverGivesTheOldTarget()
    {
        var limits = new EdgeLimits();
        var ticker = new Ticker(TimeProvider.System);
        using var deadlines = new Deadlines(ticker, limits.Sweep);
        var targets = new LiveTargets(limits);
        var compiler = new TableCompiler(targets, new CountsByApp(), new Upstream(limits, ticker, deadlines, new Seaworthy.Edge.HandingOver.Leaving(), Stopping: default));
        var tables = new LiveTable();
        var dead = new System.Collections.Concurrent.ConcurrentDictionary<LiveTarget, bool>();
        using var stop = new CancellationTokenSource();
        var (claims, violations) = (0, 0);
        Swap(1);
        var workers = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();

        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (var version = 2; clock.Elapsed < TimeSpan.FromSeconds(2); version++)
        {
            var old = tables.Current.Targets.Values.Single().Live;
            Swap(version);
            SpinWait.SpinUntil(() => old.InFlight == 0);
            dead[old] = true;
        }
        await stop.CancelAsync();
        await Task.WhenAll(workers);

        claims.ShouldBeGreaterThan(1000);
        violations.ShouldBe(0);

        void Swap(long version) => tables.Swap(compiler.Compile(DeclaredTable.Of(Tables.Of(version, Tables.App("app.test", AppState.Serving, Tables.To("127.0.0.1:1")))), tables.Current));

        void Work()
        {
            while (!stop.IsCancellationRequested)
            {
                using var claim = Claim.Take(tables, "app.test", "/", encrypted: false, [], now: 0);
                Interlocked.Increment(ref claims);
                if (dead.ContainsKey(claim.Target!.Live))
                    Interlocked.Increment(ref violations);
            }
        }
    }
}
