using Npgsql;
using Seaworthy.Docker;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Apps.Settings;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Events;

namespace Seaworthy.Server.Releases;

/// <summary>Freezes a build's images and processes together with the app's settings of this moment into a numbered release.</summary>
public sealed class CreateRelease(ReleaseStore releases, EnvironmentStore environment, IDockerEngine docker)
{
    /// <exception cref="ImageGoneException">The engine does not have the build's image any more.</exception>
    public async Task<ReleaseId> RunAsync(NpgsqlConnection connection, App app, Build build, CancellationToken ct)
    {
        var draft = await DraftAsync(connection, app, build, ct);
        var release = Ids.New<ReleaseId>();
        await releases.InsertAsync(connection, app.OrganizationId, app.Id, release, build.Id, draft);
        foreach (var note in draft.Notes)
            await EventLog.AddAsync(connection, app.Id, "note", note);
        return release;
    }

    /// <summary>What <see cref="RunAsync"/> would freeze now; nothing is stored.</summary>
    /// <exception cref="ImageGoneException">The engine does not have the build's image any more.</exception>
    public async Task<ReleaseDraft> DraftAsync(NpgsqlConnection connection, App app, Build build, CancellationToken ct)
    {
        var onlyExposed = new Dictionary<string, int?>();
        foreach (var image in build.Images)
        {
            // What was let go of may be there for a moment more.
            var details = build.ImageGoneAt is not null ? throw new ImageGoneException(image.Tag) : await docker.Images.InspectAsync(image.Tag, ct) ?? throw new ImageGoneException(image.Tag);
            onlyExposed[image.Service] = details.Config.ExposedPorts is [var only] ? only.Number : null;
        }
        var settings = await AppSettings.ReadAsync(connection, app.Id, environment, ct);
        var (processes, notes) = FrozenProcesses.Of(settings, build, onlyExposed);
        var variables = settings.Variables.Where(variable => variable.IsForRunning).ToList();
        return new ReleaseDraft(
            Describe(build), processes, variables.ToDictionary(variable => variable.Key, variable => variable.Value),
            [.. variables.Where(variable => variable.IsSecret).Select(variable => variable.Key)], notes);
    }

    private static string Describe(Build build) => build.SourceKind switch
    {
        "git" => $"{build.Revision?[..Math.Min(10, build.Revision.Length)]} {build.RevisionMessage}".Trim(),
        "upload" when build.RevisionMessage.Length > 0 => build.RevisionMessage,
        _ => build.SourceUrl,
    };
}

public sealed class ImageGoneException(string tag) : Exception($"The image {tag} is not on this server any more. Build it again.");
