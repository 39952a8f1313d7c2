using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seaworthy.Client.Apps;

/// <param name="Kind">service, job, release or cron.</param>
/// <param name="Command">A text or a list; null: the image's own.</param>
/// <param name="Running">How many instances are healthy.</param>
/// <param name="DeploymentId">In the answer to a change: the deployment that brings it live.</param>
public sealed record AppProcess(
    string Name, string? Kind, JsonElement? Command, int? Replicas, int? Running, int? Port, long? MemoryLimit, int? CpuQuota, string? HealthPath, IReadOnlyList<Mount>? Volumes,
    Guid? DeploymentId = null);

public sealed record Mount(string Name, string Path, bool ReadOnly);

/// <param name="Processes">Name → how many.</param>
public sealed record ScaleRequest(Dictionary<string, int> Processes);

/// <summary>What an app runs: web, worker …</summary>
public sealed class ProcessesApi(SeaworthyClient client)
{
    public Call<IReadOnlyList<AppProcess>> List(string app) => client.Get($"{SeaworthyClient.App(app)}/processes", ApiJson.Default.IReadOnlyListAppProcess);

    /// <param name="settings">What is not named stays; null is as the app has it.</param>
    public Call<AppProcess> Change(string app, string process, JsonObject settings) =>
        client.Send(HttpMethod.Patch, $"{SeaworthyClient.App(app)}/processes/{Uri.EscapeDataString(process)}", settings, ApiJson.Default.JsonObject, ApiJson.Default.AppProcess);

    public Call<Outcome> Scale(string app, Dictionary<string, int> processes) =>
        client.Send(HttpMethod.Post, $"{SeaworthyClient.App(app)}/scale", new ScaleRequest(processes), ApiJson.Default.ScaleRequest, ApiJson.Default.Outcome);
}
