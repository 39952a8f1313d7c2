using FsCheck;
using FsCheck.Fluent;
using Seaworthy.Edge.Balancing;
using Seaworthy.Edge.Client;
using Seaworthy.Edge.Counting;
using Seaworthy.Edge.Routing;
using Seaworthy.Edge.Upstreams;

namespace Seaworthy.Edge.Tests.Routing;

/// <summary>Whatever changes come, one after the other, the table is the one that would have come of it as a whole; and what the whole would be refused for, the change is.</summary>
public sealed class TableHistoryTests : IDisposable
{
    private static readonly Guid[] Apps = [.. Enumerable.Range(1, 5).Select(i => new Guid(i, 0, 0, new byte[8]))];
    private static readonly Guid[] Instances = [.. Enumerable.Range(1, 6).Select(i => new Guid(i, 1, 0, new byte[8]))];
    private static readonly string[] Hosts = ["a.test", "A.test", "b.test", "*.test", "*.b.test", "c.test"];
    private static readonly string[] Prefixes = ["/", "/x", "/x/", "/x/y"];

    private readonly Deadlines deadlines;
    private readonly Upstream upstream;

    public TableHistoryTests()
    {
        var ticker = new Ticker(TimeProvider.System);
        deadlines = new Deadlines(ticker, TimeSpan.FromHours(1));
        upstream = new Upstream(new EdgeLimits(), ticker, deadlines, new Seaworthy.Edge.HandingOver.Leaving(), Stopping: default);
    }

    public void Dispose() => deadlines.Dispose();

    [Fact]
    public void Any_history_of_changes_gives_the_same_table_as_the_whole()
    {
        var (applied, refused) = (0, 0);
        // Sizes grow with each test, so the seeds do the rest.
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var history = new History(new Random(seed), upstream);
            for (var step = 0; step < 25; step++)
            {
                if (history.Step())
                    applied++;
                else
                    refused++;
            }
        }));
        // Otherwise nothing was tested.
        applied.ShouldBeGreaterThan(1000);
        refused.ShouldBeGreaterThan(1000);
    }

    private sealed class History(Random random, Upstream upstream)
    {
        private readonly LiveTargets live = new(new EdgeLimits());
        private readonly CountsByApp counts = new();
        private readonly HashSet<UpstreamPool> retired = [];
        private RouteTable whole = new() { Version = 1, ProbeToken = "probe", Apps = [] };
        private DeclaredTable declared = DeclaredTable.Of(new RouteTable { Version = 1, ProbeToken = "probe", Apps = [] });
        private CompiledTable compiled = CompiledTable.Nothing;

        /// <returns>Whether it was applied.</returns>
        public bool Step()
        {
            var removed = Some(declared.Apps.Keys.Order().ToArray(), 1);
            var change = new TableChange
            {
                Base = whole.Version,
                Version = whole.Version + 1 + random.Next(3),
                Apps = [.. Some(Apps, 2).Where(app => !removed.Contains(app)).SelectMany(app => Enumerable.Range(0, random.Next(1, 3)).Select(_ => Entry(app)))],
                Removed = removed,
            };
            var touched = change.Touched();
            var next = whole with { Version = change.Version, Apps = [.. whole.Apps.Where(app => !touched.Contains(app.App)), .. change.Apps] };

            var isRefused = TableFaults.Of(change, declared).Count > 0;
            isRefused.ShouldBe(TableFaults.Of(next).Count > 0);
            if (isRefused)
                return false;

            var compiler = new TableCompiler(live, counts, upstream);
            var table = declared.With(change);
            var compilation = compiler.Compile(table, compiled, declared, touched);
            // It still serves while the next one is made.
            Text(compiled).ShouldBe(Text(compiler.Compile(declared, compiled).Table));
            foreach (var target in compilation.Left)
                retired.Add(target.Pool).ShouldBeTrue();
            compilation.Table.Targets.Values.ShouldAllBe(target => !retired.Contains(target.Pool));
            compiled.Targets.Values.Where(target => !retired.Contains(target.Pool)).Select(target => target.Instance).Except(compilation.Table.Targets.Keys).ShouldBeEmpty();
            (whole, declared, compiled) = (next, table, compilation.Table);

            var same = DeclaredTable.Of(whole);
            Text(declared).ShouldBe(Text(same));
            Text(compiled).ShouldBe(Text(compiler.Compile(same, CompiledTable.Nothing).Table));
            return true;
        }

        private AppRoutes Entry(Guid app) => new()
        {
            App = app,
            Name = $"{random.Next(3)}",
            Matches = [.. Some(Hosts, 2).Select(host => new RouteMatch { Host = host, PathPrefix = Prefixes[random.Next(Prefixes.Length)], RedirectToHttps = random.Next(3) == 0, NoCertificate = random.Next(3) == 0 })],
            State = (AppState)random.Next(5),
            Targets = [.. Some(Instances, 2).Select(instance => new Target { Instance = instance, Address = $"10.0.0.{random.Next(1, 3)}:80", Weight = random.Next(1, 3) })],
        };

        private T[] Some<T>(T[] all, int most) => all.Length == 0 ? [] : [.. random.GetItems(all, random.Next(most + 1)).Distinct()];

        private static string Text(DeclaredTable table) => string.Join('\n',
            table.Apps.OrderBy(app => app.Key).Select(app => $"{app.Key}: {string.Join(" + ", app.Value.Select(Text).Order())}")
                .Concat(table.Matches.OrderBy(match => match.Key, StringComparer.Ordinal).Select(match => $"{match.Key} {match.Value}"))
                .Concat(table.Instances.OrderBy(use => use.Key).Select(use => $"{use.Key} {use.Value}"))
                .Append($"{table.Version} {table.ProbeToken}"));

        private static string Text(AppRoutes entry) => $"{entry.Name} {entry.State} {string.Join(' ', entry.Matches)} {string.Join(' ', entry.Targets)}";

        private static string Text(CompiledTable table) => string.Join('\n',
            from host in (string[])["a.test", "b.test", "c.test", "d.test", "x.b.test", "test"]
            from path in (string[])["/", "/x", "/x/y", "/x/y/z", "/xx"]
            let route = table.Find(host, path)
            select $"{host}{path} {table.MayHaveCertificate(host)} {route?.App} {route?.Name} {route?.State} {route?.EncryptedOnly} {string.Join(' ', route?.Targets.Select(target => $"{target.Instance}@{target.Address}*{target.Weight} {target.Pool.Address}") ?? [])}")
            + string.Join(' ', table.Targets.OrderBy(target => target.Key).Select(target => $"{target.Key}@{target.Value.Address}"));
    }
}
