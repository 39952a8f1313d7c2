using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Api;
using Seaworthy.SystemTests.Rig.Https;
using Seaworthy.SystemTests.Rig.Installations;
using Seaworthy.SystemTests.Rig.Load;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Domains;

/// <summary>Hosts of an app's own by https: real Caddy, real handshakes, certificates of a real authority.</summary>
public sealed class HttpsTests(HttpsWorld https) : IClassFixture<HttpsWorld>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string host = $"shop-{Guid.NewGuid().ToString("n")[..8]}.test";
    private TestedApp app = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ApiClient Api => https.World.Installation.Admin;

    public async ValueTask InitializeAsync()
    {
        app = await TestedApp.Create(https.World, [], Cancel);
        await app.BecomesLive(await app.DeployDockerfile("one", Cancel), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            await Evidence.Collect(app, CancellationToken.None);
        await app.Delete(CancellationToken.None);
    }

    [Fact]
    public async Task An_added_host_gets_a_certificate_without_a_visitor_and_sends_visitors_to_https()
    {
        (await Add(host)).Certificate.State.ShouldBe("waiting");

        var domain = await Becomes(host, "active");

        domain.Url.ShouldBe($"https://{host}:{https.Port}");
        domain.Certificate.Issuer!.ShouldStartWith("Pebble Intermediate CA");
        domain.Certificate.NotAfter!.Value.ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddDays(1));
        domain.Certificate.Error.ShouldBeNull();
        // The visitor believes the authority's root alone, and speaks HTTP/2.
        using var answer = await https.Get(host, "/", Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.GetValues("X-Version").ShouldBe(["one"]);
        using var older = await https.Get(host, "/", Cancel, HttpVersion.Version11);
        older.StatusCode.ShouldBe(HttpStatusCode.OK);
        // The redirect is published a moment after the certificate is there, never before.
        using var plain = await Eventually.Get(
            token => https.GetPlain(host, "/a/b?c=d", token), answered => answered.StatusCode == HttpStatusCode.PermanentRedirect, TimeSpan.FromSeconds(10), "plain visitors are redirected", Cancel);
        plain.Headers.Location.ShouldBe(new Uri($"https://{host}:{https.Port}/a/b?c=d"));
    }

    [Fact]
    public async Task Without_the_redirect_both_answer()
    {
        await Add(host, redirect: false);
        await Becomes(host, "active");

        using var plain = await https.GetPlain(host, "/", Cancel);
        using var encrypted = await https.Get(host, "/", Cancel);

        plain.StatusCode.ShouldBe(HttpStatusCode.OK);
        encrypted.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_host_that_is_nobodys_is_refused_in_the_handshake()
    {
        var refused = await Should.ThrowAsync<HttpRequestException>(() => https.Get($"nobody-{host}", "/", Cancel));

        refused.HttpRequestError.ShouldBe(HttpRequestError.SecureConnectionError);
    }

    [Fact]
    public async Task What_the_authority_says_is_shown_and_others_serve_on()
    {
        var other = $"other-{host}";
        await Add(other);
        await Becomes(other, "active");
        await https.Authority.BreakDns(host, Cancel);

        await Add(host);
        var failed = await Becomes(host, "failed");

        var error = failed.Certificate.Error.ShouldNotBeNull();
        error.ShouldContain("urn:ietf:params:acme:error:");
        error.ShouldContain(host);
        failed.Certificate.NotAfter.ShouldBeNull();
        failed.Url.ShouldStartWith("http://");
        // Nobody is sent to where nothing answers.
        using var plain = await https.GetPlain(host, "/", Cancel);
        plain.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var served = await https.Get(other, "/", Cancel);
        served.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Events()).ShouldContain(text => text.StartsWith($"{host} got no certificate: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_a_certificate_has_failed_a_handshake_ends_at_once_and_the_next_attempt_brings_it()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("SEAWORTHY_LONG") == "1", "waits three minutes for Caddy's own attempts");
        await https.Authority.BreakDns(host, Cancel);
        await Add(host);
        await Becomes(host, "failed");

        // Caddy itself goes on trying for three minutes, and lets all handshakes for that name wait; whoever comes afterwards does not.
        await Eventually.Get(HandshakeEnds, ended => ended, TimeSpan.FromSeconds(240), "the handshake is refused within two seconds", Cancel);
        (await Domain(host)).Certificate.State.ShouldBe("failed");

        await https.Authority.MendDns(host, Cancel);
        await Api.SendText(HttpMethod.Post, $"{app.Path}/domains/{host}/check", null, Cancel);
        await Eventually.Get(_ => Domain(host), domain => domain.Certificate.State == "active", TimeSpan.FromSeconds(120), "the certificate came by the next attempt", Cancel);
        using var answer = await https.Get(host, "/", Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<bool> HandshakeEnds(CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            using var answer = await https.Get(host, "/", patience.Token);
            return false;
        }
        catch (HttpRequestException e)
        {
            return e.HttpRequestError == HttpRequestError.SecureConnectionError;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    [Fact]
    public async Task Http_serves_on_without_Caddy_and_https_is_back_without_the_server()
    {
        await Add(host);
        await Becomes(host, "active");

        await https.Front.Stop(Cancel);
        (await app.Answer("/", Cancel)).Version.ShouldBe("one");
        await https.World.Installation.KillServer(Cancel);
        await https.Front.Start(Cancel);

        using (var answer = await https.Get(host, "/", Cancel))
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await https.Front.KillAndReturn(Cancel);
        using (var answer = await https.Get(host, "/", Cancel))
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);

        // Nothing is lost by the server's restart either.
        https.World.Installation.StartServer();
        await https.World.Installation.BecomesReady(Cancel);
        (await Domain(host)).Certificate.State.ShouldBe("active");
    }

    [Fact]
    public async Task The_death_of_Caddy_costs_visitors_by_https_a_moment_and_nobody_else()
    {
        await Add(host, redirect: false);
        await Becomes(host, "active");
        var certificate = await https.CertificateOf(host, Cancel);
        await using var plain = SteadyLoad.Start(app.Load with { Rate = 50 });
        await using var visits = HttpsVisits.Start(https, host);
        await Eventually.True(() => visits.Answers >= 20, Patience, "visitors come by https", Cancel);

        var killed = visits.Now;
        await https.Front.KillAndReturn(Cancel);
        var returned = visits.Now;

        var before = visits.Answers;
        await Eventually.True(() => visits.Answers >= before + 50, Patience, "visitors come again", Cancel);
        var failures = await visits.Stop();
        failures.ShouldNotBeEmpty("its death was noticed");
        failures.ShouldAllBe(failure => failure.Ended >= killed && failure.At <= returned);
        (await plain.Stop()).ShouldHaveNoFailure();
        (await https.CertificateOf(host, Cancel)).ShouldBe(certificate, "it is the same one: none was asked for again");
    }

    [Fact]
    public async Task A_socket_over_tls_lives_on_while_hosts_come_and_go()
    {
        await Add(host);
        await Becomes(host, "active");
        using var socket = await https.OpenSocket(host, "/ws", Cancel);
        (await Echo(socket, "before")).ShouldBe("before");

        var other = $"other-{host}";
        await Add(other);
        await Becomes(other, "active");
        await Api.SendText(HttpMethod.Delete, $"{app.Path}/domains/{other}", null, Cancel);

        (await Echo(socket, "after")).ShouldBe("after");
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancel);
    }

    [Fact]
    public async Task An_apps_own_host_below_localhost_is_signed_by_the_internal_authority()
    {
        // It exists with the first certificate that it signs.
        await Should.ThrowAsync<HttpRequestException>(() => https.Get(app.Host, "/", Cancel));
        using var root = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(https.World.Installation.Home, "caddy", "data", "pki", "authorities", "local", "root.crt"));

        using var answer = await https.Get(app.Host, "/", Cancel, root: root);

        answer.Headers.GetValues("X-Version").ShouldBe(["one"]);
        (await app.View(Cancel)).Url.ShouldStartWith("http://", customMessage: "no browser believes the internal authority");
    }

    [Fact]
    public async Task The_server_answers_at_its_own_host_and_takes_visitors_for_visitors()
    {
        var token = await https.World.CreateToken("https", Cancel);
        using var http = new HttpClient(https.Visitor());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{HttpsWorld.ServerHost}:{https.Port}/api/v1/apps/{app.Id}");
        request.Headers.Authorization = new("Bearer", token);

        using var answer = await http.SendAsync(request, Cancel);
        using var stranger = await https.Get(HttpsWorld.ServerHost, $"/api/v1/apps/{app.Id}", Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        stranger.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await Eventually.Get(
            async cancel =>
            {
                using var plain = await https.GetPlain(HttpsWorld.ServerHost, "/", cancel);
                return plain.StatusCode;
            },
            status => status == HttpStatusCode.PermanentRedirect, Patience, "tokens are not taken in clear text once there is a certificate", Cancel);
    }

    [Fact]
    public async Task One_host_belongs_to_one_app_until_it_lets_go()
    {
        await Add(host);
        var other = await TestedApp.Create(https.World, [], Cancel);
        try
        {
            var taken = await Should.ThrowAsync<ApiException>(() => Api.Post<DomainView>($"{other.Path}/domains", new { host }, Cancel));
            taken.Status.ShouldBe(HttpStatusCode.Conflict);

            await Api.SendText(HttpMethod.Delete, $"{app.Path}/domains/{host}", null, Cancel);
            using (var gone = await https.GetPlain(host, "/", Cancel))
                gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            await Api.Post<DomainView>($"{other.Path}/domains", new { host }, Cancel);
        }
        finally
        {
            await other.Delete(Cancel);
        }
    }

    private Task<DomainView> Add(string name, bool redirect = true) =>
        Api.Post<DomainView>($"{app.Path}/domains", new { host = name, redirect_to_https = redirect }, Cancel);

    private Task<DomainView> Domain(string name) => Api.Get<DomainView>($"{app.Path}/domains/{name}", Cancel);

    private Task<DomainView> Becomes(string name, string state) =>
        Eventually.Get(_ => Domain(name), domain => domain.Certificate.State == state, Patience, $"the certificate of {name} is {state}", Cancel);

    private async Task<IEnumerable<string>> Events() => (await Api.Get<EventView[]>($"{app.Path}/events", Cancel)).Select(entry => entry.Text);

    private static async Task<string> Echo(ClientWebSocket socket, string text)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Cancel);
        var buffer = new byte[1000];
        var got = await socket.ReceiveAsync(buffer, Cancel);
        return Encoding.UTF8.GetString(buffer, 0, got.Count);
    }
}
