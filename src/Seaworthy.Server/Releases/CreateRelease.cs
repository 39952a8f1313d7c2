using Npgsql;
using Seaworthy.Docker;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Releases;

/// <summary>Freezes a build's images and processes together with the app's settings of this moment into a numbered release.</summary>
public sealed class CreateRelease(ReleaseStore releases, EnvironmentStore environment, IDockerEngine docker)
{
    /// <exception cref="ImageGoneException">The engine does not have the build's image any more.</exception>
    public async Task<ReleaseId> RunAsync(NpgsqlConnection connection, App app, Build build, CancellationToken ct)
    {
        var release = Ids.New<ReleaseId>();
        var images = new Dictionary<string, ImageDetails>();
        foreach (var image in build.Images)
            images[image.Service] = await docker.Images.InspectAsync(image.Tag, ct) ?? throw new ImageGoneException(image.Tag);
        var processes = build.Processes.Select(process => Freeze(app, build, process, images[process.Service])).ToList();
        var variables = await environment.OpenAsync(connection, app.Id, "runtime", ct);
        await releases.InsertAsync(connection, app.OrganizationId, app.Id, release, build.Id, Describe(build), variables, processes);
        return release;
    }

    private static ReleaseProcess Freeze(App app, Build build, BuildProcess process, ImageDetails details)
    {
        var image = build.Images.First(candidate => candidate.Service == process.Service);
        return new ReleaseProcess
        {
            Name = process.Name,
            Kind = Enum.Parse<ProcessKind>(process.Kind, ignoreCase: true),
            ImageId = image.ImageId,
            ImageTag = image.Tag,
            ImageDigest = image.Digest,
            Command = process.Command,
            Port = process.Name == "web" ? PortOf(app, details) : null,
            HealthPath = process.Name == "web" ? app.HealthPath : null,
            MemoryBytes = app.MemoryBytes,
            CpuMillis = app.CpuMillis,
            Pids = AppLimits.Pids,
            Hardened = app.Hardened,
            Generated = build.Pack is not ("dockerfile" or "image"),
            Strategy = app.Strategy == "stop-first" ? DeployStrategy.StopFirst : DeployStrategy.StartFirst,
            Drain = TimeSpan.FromSeconds(app.DrainSeconds),
            StopGrace = TimeSpan.FromSeconds(app.StopGraceSeconds),
            StartDeadline = TimeSpan.FromSeconds(app.StartDeadlineSeconds),
        };
    }

    /// <summary>The one set, else the image's only EXPOSE, else 8080.</summary>
    private static int PortOf(App app, ImageDetails image) =>
        app.Port ?? (image.Config.ExposedPorts is [var only] ? only.Number : AppLimits.DefaultPort);

    private static string Describe(Build build) => build.SourceKind == "git"
        ? $"{build.Revision?[..Math.Min(10, build.Revision.Length)]} {build.RevisionMessage}".Trim()
        : build.SourceUrl;
}

public sealed class ImageGoneException(string tag) : Exception($"The image {tag} is not on this server any more. Build it again.");
