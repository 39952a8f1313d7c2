using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seaworthy.Cli.Tests.Fixtures;
using Seaworthy.Testing;

namespace Seaworthy.Cli.Tests.Completion;

/// <summary>The script of `sea completion bash`, in a real bash with the real program.</summary>
public sealed class CompletionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sea dep", "deploy deploy-key deployment deployments")]
    [InlineData("sea env ", "export get import set unset")]
    [InlineData("sea env se", "set")]
    [InlineData("sea deploy --b", "--base-path --branch --build-arg")]
    [InlineData("sea logs --app ", "blog shop")]
    [InlineData("sea logs -a s", "shop")]
    [InlineData("sea info ", "blog shop")]
    [InlineData("sea delete b", "blog")]
    [InlineData("sea completion ", "bash fish zsh")]
    [InlineData("sea set me", "memory=")]
    [InlineData("sea apps --server http://nowhere.invalid ", "")]
    public async Task Bash_OffersWhatMayComeNext(string line, string offered)
    {
        await using var api = await FakeApi.Start(app => app.MapGet("/api/v1/apps", () => Results.Json(new[] { Answers.App("shop"), Answers.App("blog") })));
        var words = line.Split(' ');

        var reply = await Bash(api, $$"""
            eval "$(sea completion bash)" || exit 1
            COMP_WORDS=({{string.Join(' ', words.Select(word => $"'{word}'"))}}) COMP_CWORD={{words.Length - 1}}
            _sea_complete
            echo "${COMPREPLY[*]}"
            """);

        reply.Trim().ShouldBe(offered);
    }

    [Fact]
    public async Task Bash_OffersFilesWhereAPathStands()
    {
        await using var api = await FakeApi.Start(_ => { });

        // compopt speaks up only inside a real completion; that nothing else is offered is what matters here.
        (await Bash(api, """
            eval "$(sea completion bash)"
            COMP_WORDS=(sea deploy '') COMP_CWORD=2
            compopt() { echo "compopt $*"; }
            _sea_complete
            echo "[${COMPREPLY[*]}]"
            complete -p sea
            """)).ShouldBe("compopt -o default\n[]\ncomplete -F _sea_complete sea\n");
    }

    [Fact]
    public async Task AServerThatIsAway_IsNoTrouble()
    {
        using var world = CliWorld.With();
        world.Variables["SEAWORTHY_URL"] = $"http://127.0.0.1:{FreePort.Next()}";

        (await world.Sea("__complete", "--", "2", "info", "")).ShouldBe(new Ran(0, "", ""));
    }

    private static async Task<string> Bash(FakeApi api, string script)
    {
        var bin = Directory.CreateTempSubdirectory("sea-bin-").FullName;
        try
        {
            File.CreateSymbolicLink(Path.Combine(bin, "sea"), Checkout.Program("Seaworthy.Cli"));
            var start = new ProcessStartInfo("bash", ["--norc", "--noprofile", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["PATH"] = $"{bin}:{Environment.GetEnvironmentVariable("PATH")}";
            start.Environment["HOME"] = bin;
            start.Environment["SEAWORTHY_URL"] = api.Url;
            start.Environment["SEAWORTHY_TOKEN"] = "sea_test";
            start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root ? $"{root}/dotnet" : "/usr/share/dotnet/dotnet");
            using var bash = Process.Start(start)!;
            var output = bash.StandardOutput.ReadToEndAsync(Cancellation);
            var error = bash.StandardError.ReadToEndAsync(Cancellation);
            await bash.WaitForExitAsync(Cancellation);
            (await error).ShouldBeEmpty();
            return await output;
        }
        finally
        {
            Directory.Delete(bin, recursive: true);
        }
    }
}
