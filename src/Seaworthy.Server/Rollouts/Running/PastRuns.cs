using System.Globalization;
using Seaworthy.Docker;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>What the engine's events tell of the runs of one container, in their order: <c>oom</c> comes before the <c>die</c> that it leads to.</summary>
internal sealed class PastRuns
{
    private const int Killed = 137;
    private bool isShortOfMemory;

    public bool RanOutOfMemory { get; private set; }

    public EndObserved? LastEnd { get; private set; }

    public void Add(DockerEvent happened)
    {
        if (happened.Action == "oom")
        {
            RanOutOfMemory = isShortOfMemory = true;
            return;
        }
        // Where a child was killed for want of memory, its parent may have gone on and ended in another way.
        if (int.TryParse(happened.Attributes.GetValueOrDefault("exitCode"), CultureInfo.InvariantCulture, out var exitCode))
            LastEnd = new EndObserved(exitCode, isShortOfMemory && exitCode == Killed);
        isShortOfMemory = false;
    }
}
