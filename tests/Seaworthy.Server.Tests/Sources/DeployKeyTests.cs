using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Sources;
using Seaworthy.Server.Sources.DeployKeys;
using Seaworthy.Server.Tests.Sources.Rig;

namespace Seaworthy.Server.Tests.Sources;

/// <summary>An app's own ssh key: made by the server, let in by a real sshd.</summary>
public sealed class DeployKeyTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly SourceRig rig = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task A_repository_that_was_given_the_public_half_lets_the_app_in_and_nobody_else()
    {
        await using var ssh = await SshServer.StartAsync(rig.Folder, Cancel);
        var theirs = await rig.RepositoryAsync("app", ("index.html", "private"));
        var key = await new GenerateSshKey(rig.Options, rig.Processes, rig.Users).RunAsync("seaworthy-app", Cancel);
        var url = SourceRig.Url(ssh.Url(theirs.Folder));

        var refused = await Should.ThrowAsync<SourceUnavailableException>(() => rig.CheckoutAsync(url.WithKey(key)));
        refused.Message.ShouldContain($"Add this key to the repository, as a deploy key that may read: {key.Public}");

        await ssh.LetInAsync(key.Public, Cancel);
        var checkout = await rig.CheckoutAsync(url.WithKey(key));
        (await File.ReadAllTextAsync(Path.Combine(checkout.Workspace.Source, "index.html"), Cancel)).ShouldBe("private");
        File.GetUnixFileMode(Path.Combine(checkout.Workspace.Home, "deploy_key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        // The installation's own key opens nothing here.
        (await Should.ThrowAsync<SourceUnavailableException>(() => rig.CheckoutAsync(url))).Message.ShouldNotContain(key.Public);
    }

    [Fact]
    public async Task It_is_made_shown_and_destroyed_and_its_private_half_is_sealed()
    {
        // As an installation has it: others may pass through, but not look.
        File.SetUnixFileMode(server.Options.Home, (UnixFileMode)0b111_001_001);
        using var root = server.Root();
        var slug = $"keys-{Guid.NewGuid():n}"[..20];
        (await root.PostAsJsonAsync("/api/v1/apps", new { name = slug, slug }, Cancel)).EnsureSuccessStatusCode();
        var path = $"/api/v1/apps/{slug}/deploy-key";

        (await root.GetAsync(path, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var made = await root.PostAsync(path, null, Cancel);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var body = await made.Content.ReadAsStringAsync(Cancel);
        body.ShouldNotContain("PRIVATE");
        using var key = JsonDocument.Parse(body);
        var publicKey = key.RootElement.GetProperty("public_key").GetString()!;
        publicKey.ShouldStartWith("ssh-ed25519 ");
        publicKey.ShouldEndWith($" seaworthy-{slug}");
        key.RootElement.GetProperty("fingerprint").GetString().ShouldNotBeNull().ShouldMatch("^SHA256:[A-Za-z0-9+/]{43}$");
        (await root.GetStringAsync(path, Cancel)).ShouldBe(body);
        (await root.PostAsync(path, null, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        await using var connection = await server.Db.OpenAsync(Cancel);
        var (id, stored) = await connection.QuerySingleAsync<(Guid, byte[])>("select d.app_id, d.private_key from deploy_keys d join apps a on a.id = d.app_id where a.slug = @slug", new { slug });
        Encoding.Latin1.GetString(stored).ShouldNotContain("PRIVATE KEY");
        var opened = await server.Services.GetRequiredService<DeployKeyStore>().OpenAsync(new AppId(id), Cancel);
        opened!.Public.ShouldBe(publicKey);
        opened.Private.ShouldStartWith("-----BEGIN OPENSSH PRIVATE KEY-----");
        $"{opened}".ShouldNotContain("PRIVATE");
        Directory.GetDirectories(server.Options.WorkDirectory, "new-key-*").ShouldBeEmpty();

        (await root.DeleteAsync(path, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await root.DeleteAsync(path, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
