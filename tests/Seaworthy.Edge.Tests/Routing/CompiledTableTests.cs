using Seaworthy.Edge.Balancing;
using Seaworthy.Edge.Client;
using Seaworthy.Edge.Counting;
using Seaworthy.Edge.Routing;
using Seaworthy.Edge.Tests.Fixtures;
using Seaworthy.Edge.Upstreams;

namespace Seaworthy.Edge.Tests.Routing;

public sealed class CompiledTableTests
{
    private static readonly CompiledTable Table = Compile(
        ("shop.test", "/", "shop"),
        ("shop.test", "/api", "shop api"),
        ("shop.test", "/api/v2/", "shop api v2"),
        ("*.shop.test", "/", "branch"),
        ("*.eu.shop.test", "/", "branch in Europe"),
        ("*.test", "/admin", "admin of all"),
        ("10.0.0.1", "/", "by address"),
        ("only.test", "/part", "only a part"));

    [Theory]
    [InlineData("shop.test", "/", "shop")]
    [InlineData("SHOP.Test", "/", "shop")]
    [InlineData("shop.test.", "/", "shop")]
    [InlineData("shop.test:8080", "/", "shop")]
    [InlineData("shop.test.:8080", "/", "shop")]
    [InlineData("shop.test", "", "shop")]
    [InlineData("shop.test", "/apis", "shop")]
    [InlineData("shop.test", "/API", "shop")]
    [InlineData("shop.test", "/api", "shop api")]
    [InlineData("shop.test", "/api/", "shop api")]
    [InlineData("shop.test", "/api/v1", "shop api")]
    [InlineData("shop.test", "/api/v22", "shop api")]
    [InlineData("shop.test", "/api/v2", "shop api v2")]
    [InlineData("shop.test", "/api/v2/x", "shop api v2")]
    [InlineData("a.shop.test", "/", "branch")]
    [InlineData("a.b.shop.test", "/", "branch")]
    [InlineData("a.eu.shop.test", "/", "branch in Europe")]
    [InlineData("eu.shop.test", "/", "branch")]
    [InlineData("any.test", "/admin/x", "admin of all")]
    [InlineData("any.test", "/", null)]
    [InlineData("only.test", "/part/x", "only a part")]
    [InlineData("only.test", "/admin", "admin of all")]
    [InlineData("only.test", "/other", null)]
    [InlineData("10.0.0.1:80", "/", "by address")]
    [InlineData("test", "/admin", null)]
    [InlineData(".shop.test", "/", null)]
    [InlineData(".test", "/admin", null)]
    [InlineData("..test", "/admin", "admin of all")]
    [InlineData(".", "/", null)]
    [InlineData("", "/", null)]
    [InlineData(":80", "/", null)]
    [InlineData("[::1]:80", "/", null)]
    [InlineData("[::1]", "/", null)]
    [InlineData("*.shop.test", "/", "branch")]
    public void Find_ByHostAndPath_GivesTheMostSpecificRoute(string host, string path, string? app)
    {
        Table.Find(HostName.OfHeader(host), path)?.Name.ShouldBe(app);
        (Table.Find(HostName.OfHeader(host), path) is null).ShouldBe(app is null);
    }

    [Theory]
    [InlineData("a.test", true)]
    [InlineData("*.a.test", true)]
    [InlineData("localhost", true)]
    [InlineData("my_app.test", true)]
    [InlineData("xn--bcher-kva.example", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("", false)]
    [InlineData("*", false)]
    [InlineData("*.", false)]
    [InlineData("a.*.test", false)]
    [InlineData("*a.test", false)]
    [InlineData(".test", false)]
    [InlineData("a..test", false)]
    [InlineData("test.", false)]
    [InlineData("a.test:80", false)]
    [InlineData("a test", false)]
    [InlineData("bücher.test", false)]
    [InlineData("a/b", false)]
    public void IsValid_OfHostsInATable(string host, bool valid) => HostName.IsValid(host).ShouldBe(valid);

    [Fact]
    public void IsValid_OfEndlessHosts_IsFalse()
    {
        HostName.IsValid(new string('a', 64)).ShouldBeFalse();
        HostName.IsValid(string.Join('.', Enumerable.Repeat("abcdefgh", 40))).ShouldBeFalse();
    }

    [Theory]
    [InlineData("token", "token", true)]
    [InlineData("token", "tokem", false)]
    [InlineData("token", "tok", false)]
    [InlineData("token", "", false)]
    [InlineData("token", null, false)]
    [InlineData("", "", false)]
    public void ProbeToken_Matches_OnlyItself(string token, string? presented, bool matches) => new ProbeToken(token).Matches(presented).ShouldBe(matches);

    [Theory]
    [InlineData("/", true)]
    [InlineData("/api", true)]
    [InlineData("/api/", true)]
    [InlineData("/ä", true)]
    [InlineData("", false)]
    [InlineData("api", false)]
    [InlineData("/a?b", false)]
    [InlineData("/a%20b", false)]
    [InlineData("/a//b", false)]
    [InlineData("/a/../b", false)]
    [InlineData("/./b", false)]
    [InlineData("/a\nb", false)]
    public void TableFaults_OfPathPrefixes(string prefix, bool valid)
    {
        var app = Tables.App("a.test", AppState.Stopped) with { Matches = [Tables.Match("a.test", prefix)] };

        (TableFaults.Of(Tables.Of(1, app)).Count == 0).ShouldBe(valid);
    }

    [Fact]
    public void TableFaults_OfOnePrefixWithAndWithoutFinalSlash_NamesTheSecond()
    {
        var app = Tables.App("a.test", AppState.Stopped) with { Matches = [Tables.Match("a.test", "/api"), Tables.Match("A.test", "/api/")] };

        TableFaults.Of(Tables.Of(1, app)).Keys.ShouldBe(["apps[0].matches[1]"]);
    }

    [Fact]
    public void TableFaults_OfOneInstanceAtTwoAddresses_NamesTheSecond()
    {
        var one = Tables.To("10.0.0.1:80");

        TableFaults.Of(Tables.Of(1, Tables.App("a.test", AppState.Serving, one), Tables.App("b.test", AppState.Serving, one))).ShouldBeEmpty();
        TableFaults.Of(Tables.Of(1, Tables.App("a.test", AppState.Serving, one), Tables.App("b.test", AppState.Serving, one with { Address = "10.0.0.2:80" })))
            .Keys.ShouldBe(["apps[1].targets[0].instance"]);
        TableFaults.Of(Tables.Of(1, Tables.App("a.test", AppState.Serving, one, one))).Keys.ShouldBe(["apps[0].targets[1].instance"]);
    }

    private static CompiledTable Compile(params (string Host, string Prefix, string App)[] matches)
    {
        var table = Tables.Of(1, [.. matches.Select(match => Tables.App("x.test", AppState.Stopped) with { Name = match.App, Matches = [Tables.Match(match.Host, match.Prefix)] })]);
        TableFaults.Of(table).ShouldBeEmpty();
        var limits = new EdgeLimits();
        var ticker = new Ticker(TimeProvider.System);
        using var deadlines = new Deadlines(ticker, limits.Sweep);
        return new TableCompiler(new LiveTargets(limits), new CountsByApp(), new Upstream(limits, ticker, deadlines, new Seaworthy.Edge.HandingOver.Leaving(), Stopping: default)).Compile(DeclaredTable.Of(table), CompiledTable.Nothing).Table;
    }
}
