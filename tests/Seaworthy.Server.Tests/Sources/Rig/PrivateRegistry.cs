using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Seaworthy.Testing;

namespace Seaworthy.Server.Tests.Sources.Rig;

/// <summary>A real registry on loopback, where the engine asks for no TLS; it gives and takes images for a password.</summary>
internal sealed class PrivateRegistry : IAsyncDisposable
{
    public const string User = "me";
    public const string Password = "s3cret";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly string folder = Directory.CreateTempSubdirectory("seaworthy-test-registry-").FullName;
    private readonly List<string> pushed = [];
    private Process? process;

    public string Host { get; } = $"127.0.0.1:{FreePort.Next()}";

    public static async Task<PrivateRegistry> StartAsync(CancellationToken cancel)
    {
        var registry = new PrivateRegistry();
        await registry.RunAsync(cancel);
        return registry;
    }

    /// <summary>Pushes an image of the engine; afterwards only the registry has it under its name.</summary>
    /// <returns>Its name there.</returns>
    public async Task<string> PushAsync(string image, string name, CancellationToken cancel)
    {
        var target = $"{Host}/{name}";
        pushed.Add(target);
        await Tool.Run("docker", ["tag", image, target], cancel);
        await Tool.Run("docker", ["--config", folder, "push", "--quiet", target], cancel);
        await Tool.Run("docker", ["rmi", target], cancel);
        return target;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var image in pushed)
        {
            if ((await Tool.Run("docker", ["images", "--quiet", image], CancellationToken.None)).Length > 0)
                await Tool.Run("docker", ["rmi", "--force", image], CancellationToken.None);
        }
        process!.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        var users = Path.Combine(folder, "users");
        var configuration = Path.Combine(folder, "registry.yml");
        await File.WriteAllTextAsync(users, await Tool.Run("htpasswd", ["-nbB", User, Password], cancel), cancel);
        await File.WriteAllTextAsync(configuration, $"""
            version: 0.1
            log:
              level: error
            storage:
              filesystem:
                rootdirectory: "{folder}/data"
            http:
              addr: "{Host}"
            auth:
              htpasswd:
                realm: test
                path: "{users}"
            """, cancel);
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));
        await File.WriteAllTextAsync(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(new { auths = new Dictionary<string, object> { [Host] = new { auth } } }), cancel);
        process = Process.Start(new ProcessStartInfo("docker-registry", ["serve", configuration]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var http = new HttpClient();
        await Eventually.Get(async token => (await http.GetAsync($"http://{Host}/v2/", token)).StatusCode, status => status == HttpStatusCode.Unauthorized, Patience, "the registry does not answer", cancel);
    }
}
