using Seaworthy.Server.Deployments;

namespace Seaworthy.Server.Dashboard;

internal static class StatusWords
{
    /// <summary>As the API writes it: queued, building, live …</summary>
    public static string Word(this DeploymentStatus status) => status.ToString().ToLowerInvariant();
}
