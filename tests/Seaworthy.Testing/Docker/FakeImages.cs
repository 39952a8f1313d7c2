using System.IO.Enumeration;
using Seaworthy.Docker;

namespace Seaworthy.Testing.Docker;

public sealed partial class FakeImages : FakeGroup, IImages
{
    internal FakeImages(FakeState state, FakeCalls calls)
        : base(state, calls, "images")
    {
    }

    /// <summary>Puts an image there, as if it had been built.</summary>
    /// <returns>Its id.</returns>
    public string Add(string reference, FakeBehaviour behaviour, ImageConfig? config = null) =>
        Add(reference, _ => behaviour, config);

    /// <summary>Puts an image there whose containers differ, by their spec or from run to run.</summary>
    /// <returns>Its id.</returns>
    public string Add(string reference, FakeProgram program, ImageConfig? config = null)
    {
        lock (State.Gate)
        {
            var image = New(program, config);
            Name(image, reference);
            return image.Id;
        }
    }

    public Task<IReadOnlyList<ImageSummary>> ListAsync(ImageQuery query, CancellationToken cancellationToken) =>
        Run<IReadOnlyList<ImageSummary>>("list", "", "list images", () =>
        [
            .. State.Images
                .Where(image => FakeState.Fits(image.Config.Labels, query.Labels)
                    && (query.Dangling is null || query.Dangling == (image.Tags.Count == 0))
                    && (query.References.Count == 0 || image.Tags.Exists(tag => query.References.Any(pattern => Matches(pattern, tag)))))
                .Select(image => image.Summary()),
        ], cancellationToken);

    public Task<ImageDetails?> InspectAsync(string image, CancellationToken cancellationToken) =>
        Run("inspect", image, $"inspect image {image}", () => State.FindImage(image)?.Details(), cancellationToken);

    public Task TagAsync(string image, string repository, string tag, CancellationToken cancellationToken) =>
        Run("tag", image, $"tag image {image} as {repository}:{tag}", () =>
        {
            var found = State.GetImage(image);
            Name(found, $"{repository}:{tag}");
            Emit("tag", found, $"{repository}:{tag}");
            return true;
        }, cancellationToken);

    public Task<RemoveOutcome> RemoveAsync(string image, bool force, CancellationToken cancellationToken) =>
        Run("remove", image, $"remove image {image}", () =>
        {
            if (State.FindImage(image) is not { } found)
                return RemoveOutcome.Absent;
            return found.Tags.Contains(FakeImage.FullName(image)) ? RemoveName(found, image, force) : RemoveImage(found, force);
        }, cancellationToken);

    public Task<PruneReport> PruneDanglingAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken) =>
        Run("prunedangling", "", "prune images", () =>
        {
            ArgumentOutOfRangeException.ThrowIfZero(labels.Count, nameof(labels));
            var pruned = State.Images
                .Where(image => image.Tags.Count == 0 && FakeState.Fits(image.Config.Labels, labels) && !Users(image).Any())
                .Select(image => image.Details()).ToList();
            State.Images.RemoveAll(image => pruned.Exists(gone => gone.Id == image.Id));
            return new PruneReport([.. pruned.Select(image => image.Id)], pruned.Sum(image => image.SizeBytes));
        }, cancellationToken);

    public Task<IReadOnlyList<ImageLayer>> HistoryAsync(string image, CancellationToken cancellationToken) =>
        Run<IReadOnlyList<ImageLayer>>("history", image, $"read the history of image {image}",
            () => [State.GetImage(image).Layer()], cancellationToken);

    private static bool Matches(string pattern, string tag) =>
        FileSystemName.MatchesSimpleExpression(pattern.Contains(':') ? pattern : pattern + ":*", tag, ignoreCase: false);

    private RemoveOutcome RemoveName(FakeImage image, string reference, bool force)
    {
        var isLast = image.Tags.Count == 1;
        if (isLast && !force && Users(image).Any())
            return RemoveOutcome.InUse;
        image.Tags.Remove(FakeImage.FullName(reference));
        Emit("untag", image, image.Id);
        if (isLast && !Users(image).Any())
            Delete(image);
        return RemoveOutcome.Removed;
    }

    private RemoveOutcome RemoveImage(FakeImage image, bool force)
    {
        if (Users(image).Any(container => container.IsActive || !force) || (image.Tags.Count > 1 && !force))
            return RemoveOutcome.InUse;
        Delete(image);
        return RemoveOutcome.Removed;
    }

    private void Delete(FakeImage image)
    {
        image.Tags.Clear();
        State.Images.Remove(image);
        Emit("delete", image, image.Id);
    }

    private FakeImage New(FakeProgram program, ImageConfig? config)
    {
        var image = new FakeImage("sha256:" + State.NewId(), program, config ?? FakeImage.EmptyConfig, State.Now, 1 << 20);
        State.Images.Add(image);
        return image;
    }

    /// <summary>A name has one image: another that had it loses it.</summary>
    private void Name(FakeImage image, string reference)
    {
        var name = FakeImage.FullName(reference);
        foreach (var other in State.Images)
            other.Tags.Remove(name);
        image.Tags.Add(name);
    }

    private IEnumerable<FakeContainer> Users(FakeImage image) => State.Containers.Where(container => container.Image == image);

    private void Emit(string action, FakeImage image, string actor) =>
        State.Events.Add("image", action, actor, new Dictionary<string, string>(image.Config.Labels) { ["name"] = actor });
}
