using Seaworthy.Edge.Client;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Routes;

namespace Seaworthy.Server.Tests.Routes;

public sealed class RouteTablesTests
{
    private static readonly RoutedApp Shop = new() { Id = Ids.New<AppId>(), Name = "Shop", Slug = "shop", Desired = "running" };
    private static readonly RoutedApp Blog = new() { Id = Ids.New<AppId>(), Name = "Blog", Slug = "blog", Desired = "running" };

    private static readonly AppRoutes Server = new()
    {
        App = Guid.NewGuid(),
        Name = "Seaworthy",
        Matches = [new RouteMatch { Host = "sea.example.com", PathPrefix = "/", RedirectToHttps = true }],
        State = AppState.Serving,
        Targets = [new Target { Instance = Guid.NewGuid(), Address = "127.0.0.1:8080", Weight = 1 }],
    };

    [Fact]
    public void Compute_Domains_StandBesideTheSlug() => Text(Compute(new("apps.example.com", HttpsEnabled: true, null),
        Domain(Shop, "www.shop.example", "/", redirect: true), Domain(Shop, "www.shop.example", "/api", redirect: false))).ShouldBe("""
        Shop shop.apps.example.com/ www.shop.example/→https www.shop.example/api
        Blog blog.apps.example.com/
        """);

    [Fact]
    public void Compute_WithHttpsOff_NobodyIsSentThere() =>
        Text(Compute(new("apps.example.com", HttpsEnabled: false, null), Domain(Shop, "www.shop.example", "/", redirect: true))).ShouldStartWith("Shop shop.apps.example.com/ www.shop.example/\n");

    [Fact]
    public void Compute_WhereTheLastAttemptFailed_CaddyMayNotAsk_ButDuringTheNext() => Text(Compute(
        new("apps.example.com", HttpsEnabled: true, null) { MayAsk = host => host == "now.example" }, Failed(Shop, "www.example"), Failed(Shop, "now.example"), Domain(Blog, "blog.example", "/", redirect: true))).ShouldBe("""
        Shop shop.apps.example.com/ www.example/×tls now.example/
        Blog blog.apps.example.com/ blog.example/→https
        """);

    [Fact]
    public void Compute_TheServersOwnHost_ComesFirst() => Text(Compute(new("apps.example.com", HttpsEnabled: true, Server))).ShouldBe("""
        Seaworthy sea.example.com/→https
        Shop shop.apps.example.com/
        Blog blog.apps.example.com/
        """);

    [Fact]
    public void Compute_HostsThatCameToClash_AreOnesAlone() => Text(Compute(new("example.com", HttpsEnabled: true, Server),
        Domain(Blog, "shop.example.com", "/", redirect: false), Domain(Blog, "sea.example.com", "/", redirect: false), Domain(Blog, "sea.example.com", "/x", redirect: false))).ShouldBe("""
        Seaworthy sea.example.com/→https
        Shop shop.example.com/
        Blog blog.example.com/ sea.example.com/x
        """);

    [Fact]
    public void Compute_PathsThatDifferInCase_AreTwo() => Text(Compute(new("apps.example.com", HttpsEnabled: true, null),
        Domain(Shop, "www.example", "/api", redirect: false), Domain(Blog, "www.example", "/Api", redirect: false))).ShouldBe("""
        Shop shop.apps.example.com/ www.example/api
        Blog blog.apps.example.com/ www.example/Api
        """);

    private static RouteTable Compute(RouteHosts hosts, params RoutedDomain[] domains) =>
        RouteTables.Compute(new RouteSnapshot([Shop, Blog], domains.ToLookup(domain => domain.AppId), Array.Empty<RoutedInstance>().ToLookup(instance => instance.AppId)), hosts, "probe");

    private static RoutedDomain Domain(RoutedApp app, string host, string prefix, bool redirect) => new() { AppId = app.Id, Host = host, PathPrefix = prefix, RedirectToHttps = redirect };

    private static RoutedDomain Failed(RoutedApp app, string host) => Domain(app, host, "/", redirect: false) with { CertificateFailed = true };

    private static string Text(RouteTable table) => string.Join('\n', table.Apps.Select(app =>
        $"{app.Name} {string.Join(' ', app.Matches.Select(match => $"{match.Host}{match.PathPrefix}{(match.RedirectToHttps ? "→https" : "")}{(match.NoCertificate ? "×tls" : "")}"))}"));
}
