using System.Runtime.CompilerServices;
using System.Text.Json;
using Seaworthy.Client.Transport;

namespace Seaworthy.Client.Deployments;

/// <param name="Id">Where a reader who has seen this line goes on.</param>
/// <param name="Source">The build's step, or rollout.</param>
public sealed record DeploymentLogLine(string Id, DateTimeOffset At, string Source, string Line);

public sealed record DeploymentLogPage(IReadOnlyList<DeploymentLogLine> Logs);

/// <param name="Release">The number of the release; null: the one before the one that serves.</param>
/// <param name="CurrentEnv">Its image with the environment of now, as a new release.</param>
public sealed record RollbackRequest(int? Release, bool? CurrentEnv);

/// <summary>Deployments: request one, watch it, cancel it.</summary>
public sealed class DeploymentsApi(SeaworthyClient client)
{
    public Call<IReadOnlyList<Deployment>> List(string app, int atMost = 50) => client.List($"{SeaworthyClient.App(app)}/deployments", ApiJson.Default.IReadOnlyListDeployment, atMost);

    public Call<Deployment> Get(Guid id) => client.Get($"/api/v1/deployments/{id}", ApiJson.Default.Deployment);

    public Call<Deployment> Create(string app, NewDeployment deployment) =>
        client.Send(HttpMethod.Post, $"{SeaworthyClient.App(app)}/deployments", deployment, ApiJson.Default.NewDeployment, ApiJson.Default.Deployment);

    /// <summary>Deploys an archive that is made while it is sent.</summary>
    public Call<Deployment> Upload(string app, SourceUpload upload) => client.Send(
        new ApiRequest(HttpMethod.Post, $"{SeaworthyClient.App(app)}/deployments/upload") { Body = upload.ToContent, IsUpload = true }, ApiJson.Default.Deployment);

    public Call<Deployment> Cancel(Guid id) => client.Send(HttpMethod.Post, $"/api/v1/deployments/{id}/cancel", ApiJson.Default.Deployment);

    public Call<Deployment> Retry(Guid id) => client.Send(HttpMethod.Post, $"/api/v1/deployments/{id}/retry", ApiJson.Default.Deployment);

    public Call<Deployment> Rollback(string app, RollbackRequest request) =>
        client.Send(HttpMethod.Post, $"{SeaworthyClient.App(app)}/rollback", request, ApiJson.Default.RollbackRequest, ApiJson.Default.Deployment);

    /// <summary>New instances of the same release.</summary>
    public Call<Deployment> Restart(string app) => client.Send(HttpMethod.Post, $"{SeaworthyClient.App(app)}/restart", ApiJson.Default.Deployment);

    public Call<Deployment> Start(string app) => client.Send(HttpMethod.Post, $"{SeaworthyClient.App(app)}/start", ApiJson.Default.Deployment);

    public Call<DeploymentLogPage> Log(Guid id) => client.Get($"/api/v1/deployments/{id}/logs", ApiJson.Default.DeploymentLogPage);

    /// <summary>Its log as it comes, from its beginning to its end, over restarts of the server.</summary>
    public async IAsyncEnumerable<DeploymentLogLine> FollowAsync(Guid id, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var item in EventStream.ReadAsync(client.Connection, $"/api/v1/deployments/{id}/logs", cancellation))
        {
            if (item.Type == "line" && JsonSerializer.Deserialize(item.Data, ApiJson.Default.DeploymentLogLine) is { } line)
                yield return line;
        }
    }
}
