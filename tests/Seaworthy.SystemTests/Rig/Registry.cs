using System.Formats.Tar;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Seaworthy.SystemTests.Rig.Engines;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Rig;

/// <summary>
/// A container registry on loopback that images can be pulled from (the read half of the OCI distribution protocol). It serves
/// what <c>docker save</c> writes: a manifest, a configuration and layers, each named by its digest.
/// </summary>
public sealed class Registry : IAsyncDisposable
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    private readonly WebApplication app;
    private readonly string blobs;
    private readonly int port;

    /// <summary>tag → digest of the manifest, such as <c>sha256:…</c></summary>
    private readonly Dictionary<string, string> tags = [];

    private Registry(WebApplication app, string blobs, int port)
    {
        this.app = app;
        this.blobs = blobs;
        this.port = port;
    }

    /// <param name="directory">Does not exist yet; removed with the registry.</param>
    public static async Task<Registry> Start(string directory, CancellationToken cancel)
    {
        Directory.CreateDirectory(directory);
        var port = FreePort.Next();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var registry = new Registry(builder.Build(), directory, port);
        registry.app.MapGet("/v2/", () => Results.Ok());
        registry.app.MapMethods("/v2/app/manifests/{reference}", ["GET", "HEAD"], registry.Manifest);
        registry.app.MapMethods("/v2/app/blobs/{digest}", ["GET", "HEAD"], (string digest) => registry.Blob(digest, "application/octet-stream"));
        await registry.app.StartAsync(cancel);
        return registry;
    }

    /// <summary>Takes an image of the engine's and serves it under this tag.</summary>
    /// <returns>A reference to pull, such as <c>127.0.0.1:23456/app:v1</c></returns>
    public async Task<string> Publish(string image, string tag, CancellationToken cancel)
    {
        var archive = Path.Combine(blobs, $"{tag}.tar");
        await Engine.OfThisMachine.Docker(["save", "--output", archive, image], cancel);
        await using (var stream = File.OpenRead(archive))
        {
            await using var tar = new TarReader(stream);
            while (await tar.GetNextEntryAsync(cancellationToken: cancel) is { } entry)
                await Keep(entry, tag, cancel);
        }
        File.Delete(archive);
        return $"127.0.0.1:{port}/app:{tag}";
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Directory.Delete(blobs, recursive: true);
    }

    /// <summary>The archive holds <c>blobs/sha256/&lt;hex&gt;</c> and <c>index.json</c>, which names the manifest's digest.</summary>
    private async Task Keep(TarEntry entry, string tag, CancellationToken cancel)
    {
        if (entry.Name == "index.json")
        {
            var index = await JsonNode.ParseAsync(entry.DataStream!, cancellationToken: cancel);
            tags[tag] = (string)index!["manifests"]![0]!["digest"]!;
        }
        else if (entry.Name.StartsWith("blobs/sha256/", StringComparison.Ordinal) && entry.DataStream is not null)
        {
            await entry.ExtractToFileAsync(PathOf("sha256:" + Path.GetFileName(entry.Name)), overwrite: true, cancel);
        }
    }

    private IResult Manifest(string reference, HttpContext context)
    {
        var digest = tags.GetValueOrDefault(reference, reference);
        context.Response.Headers["Docker-Content-Digest"] = digest;
        return Blob(digest, ManifestType);
    }

    private IResult Blob(string digest, string type)
    {
        var path = PathOf(digest);
        return File.Exists(path)
            ? Results.File(path, new MediaTypeHeaderValue(type).ToString())
            : Results.NotFound();
    }

    private string PathOf(string digest) => Path.Combine(blobs, Path.GetFileName(digest.Replace(':', '-')));
}
