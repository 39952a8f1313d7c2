using Seaworthy.Docker;
using ImageReference = Seaworthy.Server.Sources.ImageReference;

namespace Seaworthy.Server.Builds;

/// <summary>
/// The name that an image is pulled by. With it in the engine, anybody's Dockerfile could say <c>FROM</c> it without the credentials that
/// it took, and the image would stay for ever: so it goes as soon as the image has a name of ours, unless it was there before.
/// While one build holds the name, others that want it wait.
/// </summary>
internal sealed class PulledName : IDisposable
{
    // By a hash of the name: enough of them that builds hardly ever wait for another's image.
    private static readonly SemaphoreSlim[] Locks = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];
    private readonly IDockerEngine engine;
    private readonly string name;
    private readonly SemaphoreSlim held;
    private bool wasThere;

    private PulledName(IDockerEngine engine, string name) =>
        (this.engine, this.name, held) = (engine, name, Locks[(uint)string.GetHashCode(name, StringComparison.Ordinal) % (uint)Locks.Length]);

    public static async Task<PulledName> HoldAsync(IDockerEngine engine, ImageReference reference, CancellationToken ct)
    {
        var pulled = new PulledName(engine, reference.Text);
        await pulled.held.WaitAsync(ct);
        try
        {
            pulled.wasThere = await engine.Images.InspectAsync(pulled.name, ct) is not null;
            return pulled;
        }
        catch
        {
            pulled.Dispose();
            throw;
        }
    }

    /// <summary>The image has another name by now.</summary>
    public async Task ForgetAsync(CancellationToken ct)
    {
        if (!wasThere)
            await engine.Images.RemoveAsync(name, force: false, ct);
    }

    public void Dispose() => held.Release();
}
