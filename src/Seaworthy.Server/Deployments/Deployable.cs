using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Deployments;

/// <summary>What a deployment brings live: a source that is built first, or a build that there is.</summary>
public abstract record Deployable
{
    private Deployable()
    {
    }

    public sealed record Source(SourceSpec Spec, BuildOverrides Overrides) : Deployable;

    public sealed record Built(BuildId Build) : Deployable;
}
