namespace Seaworthy.Docker;

/// <summary>
/// Images, each named by a reference (<c>registry:5000/team/app:tag</c>, <c>app@sha256:…</c>) or an id (<c>sha256:…</c>).
/// </summary>
public interface IImages
{
    Task<IReadOnlyList<ImageSummary>> ListAsync(ImageQuery query, CancellationToken cancellationToken);

    /// <summary>Null if there is no such image.</summary>
    Task<ImageDetails?> InspectAsync(string image, CancellationToken cancellationToken);

    /// <summary>Gives the image a further name, taking that name from another if need be.</summary>
    /// <exception cref="DockerException">404: no such image.</exception>
    Task TagAsync(string image, string repository, string tag, CancellationToken cancellationToken);

    /// <summary>Removes the name, and the image itself if that was its last.</summary>
    /// <param name="force">Also if stopped containers are made from it, or if an id has several names.</param>
    Task<RemoveOutcome> RemoveAsync(string image, bool force, CancellationToken cancellationToken);

    /// <summary>Makes an image of one layer from a tar archive of a root filesystem.</summary>
    /// <returns>The new image's id.</returns>
    Task<string> ImportAsync(Stream tar, ImageImport import, CancellationToken cancellationToken);

    /// <summary>Pulls one image, giving its progress; it is there when the sequence has ended. Nothing happens before it is enumerated.</summary>
    /// <param name="image">A reference; without tag and digest it means <c>latest</c>.</param>
    /// <exception cref="DockerException">The registry cannot be reached, refuses, or has no such image; also in the middle.</exception>
    IAsyncEnumerable<ImageProgress> PullAsync(string image, RegistryCredentials? credentials, CancellationToken cancellationToken);

    /// <summary>Takes images in from an archive made by <see cref="SaveAsync"/>.</summary>
    /// <returns>Their names, or ids where they have none.</returns>
    Task<IReadOnlyList<string>> LoadAsync(Stream tar, CancellationToken cancellationToken);

    /// <summary>The images with all their layers as a tar archive.</summary>
    Task<Stream> SaveAsync(IReadOnlyList<string> images, CancellationToken cancellationToken);

    /// <summary>Removes images that have no name, are not in use, and carry all of the labels, of which there must be one.</summary>
    Task<PruneReport> PruneDanglingAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken);

    /// <summary>Its layers, the newest first.</summary>
    Task<IReadOnlyList<ImageLayer>> HistoryAsync(string image, CancellationToken cancellationToken);
}
