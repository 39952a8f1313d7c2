using Microsoft.Extensions.Logging.Abstractions;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Processes;
using Seaworthy.Server.Sources;
using Seaworthy.Testing;

namespace Seaworthy.Server.Tests.Sources;

/// <summary>ssh runs by our own configuration, with this installation's key.</summary>
public sealed class GitSshTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("seaworthy-test-git-").FullName;
    private readonly ProcessRunner processes = new(TimeProvider.System);

    public GitSshTests() => File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PlatformOptions Options => PlatformOptions.Read(name => name switch
    {
        "SEAWORTHY_HOME" => folder,
        "SEAWORTHY_GIT_ALLOWED_RANGES" => "127.0.0.0/8,::1/128",
        _ => null,
    });

    private SshIdentity Identity => new(Options, processes);

    private GitProgram Program => new(processes, new SourceAddresses(Options), Identity);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_key_is_made_once_and_only_its_public_half_is_told()
    {
        await RefusedAsync();
        var key = Identity.PublicKey;
        await RefusedAsync();

        Identity.PublicKey.ShouldBe(key);
        key.ShouldStartWith("ssh-ed25519 ");
        File.GetUnixFileMode(Path.Combine(folder, "work", "ssh", "id_ed25519")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var denied = new GitRun(128, [], ["git@example.org: Permission denied (publickey)."]);
        Program.Explain(denied, Url("git@example.org:me/app")).ShouldContain(key);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_named() =>
        (await RefusedAsync()).ShouldStartWith("127.0.0.1 does not answer: ssh: connect to host 127.0.0.1 port ");

    private async Task<string> RefusedAsync()
    {
        var user = await new UnprivilegedUser(Options, processes, NullLogger<UnprivilegedUser>.Instance).GetAsync(Cancel);
        var workspace = Workspace.Create(Path.Combine(folder, "work", "build"), user, _ => Task.CompletedTask);
        var refused = await Should.ThrowAsync<SourceUnavailableException>(
            () => new GitRepository(Program).ResolveAsync(Url($"ssh://git@127.0.0.1:{FreePort.Next()}/app"), GitRef.Default, workspace, Cancel));
        return refused.Message;
    }

    private static GitUrl Url(string text) => GitUrl.TryParse(text, out var url, out var error) ? url : throw new ArgumentException(error, nameof(text));
}
