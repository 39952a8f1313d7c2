using System.Text.Json;
using Seaworthy.Client.Transport;

namespace Seaworthy.Client.Running;

/// <summary>A managed container.</summary>
/// <param name="Id">The instance's id: it stays over restarts of the container.</param>
/// <param name="Instance">As people know it: web.2.</param>
/// <param name="Kind">service, release, job or oneoff.</param>
/// <param name="Status">What the platform does with it: starting, running, unhealthy, crashing, held, draining, failed or exited.</param>
/// <param name="CrashLoop">How often it crashed of late, where that is again and again.</param>
/// <param name="State">What the engine says: running, exited …; absent before it is made.</param>
public sealed record Container(
    string Id, string? ContainerId, string? Name, Guid? AppId, string? AppSlug, string? Process, string? Kind, string? Instance, int? Release, string? Image, string? ImageId, string? Status, string? State, string? Health,
    string? IpAddress, JsonElement? Ports, long? MemoryLimit, int? CpuQuota, int? RestartCount, int? ExitCode, string? CrashLoop, DateTimeOffset? CreatedAt, DateTimeOffset? StartedAt);

/// <summary>Managed containers.</summary>
public sealed class ContainersApi(SeaworthyClient client)
{
    /// <param name="all">Also those that do not run.</param>
    public Call<IReadOnlyList<Container>> List(string? app = null, bool all = false, int atMost = 1000)
    {
        var request = new ApiRequest(HttpMethod.Get, "/api/v1/containers").With("all", all ? "true" : null).With("app", app);
        return client.List(request.Path, ApiJson.Default.IReadOnlyListContainer, atMost);
    }

    public Call<Container> Get(string container) => client.Get(At(container), ApiJson.Default.Container);

    /// <param name="action">start, stop or restart.</param>
    public Call<Outcome> Do(string container, string action) => client.Send(HttpMethod.Post, $"{At(container)}/{action}", ApiJson.Default.Outcome);

    public async Task<string> LogAsync(string container, int tail, CancellationToken cancellation)
    {
        var answer = await client.Connection.SendAsync(new ApiRequest(HttpMethod.Get, $"{At(container)}/logs?tail={tail}"), cancellation);
        return System.Text.Encoding.UTF8.GetString(answer.Body.Span);
    }

    private static string At(string container) => $"/api/v1/containers/{Uri.EscapeDataString(container)}";
}
