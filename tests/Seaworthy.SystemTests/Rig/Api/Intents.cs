using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Rig.Api;

/// <summary>What a user wants of the API, in a user's words.</summary>
public static class Intents
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static Task<AppView> CreateApp(this ApiClient api, string slug, object settings, CancellationToken cancel) =>
        api.Post<AppView>("/api/v1/apps", settings, cancel);

    public static Task<AppView> App(this ApiClient api, Guid app, CancellationToken cancel) =>
        api.Get<AppView>($"/api/v1/apps/{app}", cancel);

    public static Task DeleteApp(this ApiClient api, Guid app, CancellationToken cancel) =>
        api.SendText(HttpMethod.Delete, $"/api/v1/apps/{app}", null, cancel);

    public static Task<DeploymentView> DeployGit(this ApiClient api, Guid app, string url, string reference, CancellationToken cancel) =>
        api.Post<DeploymentView>($"/api/v1/apps/{app}/deployments", new { git = new { repo_url = url, branch = reference } }, cancel);

    public static Task<DeploymentView> DeployImage(this ApiClient api, Guid app, string image, CancellationToken cancel) =>
        api.Post<DeploymentView>($"/api/v1/apps/{app}/deployments", new { image_id = image }, cancel);

    public static Task<DeploymentView> Rollback(this ApiClient api, Guid app, int release, CancellationToken cancel) =>
        api.Post<DeploymentView>($"/api/v1/apps/{app}/rollback", new { release }, cancel);

    public static Task<DeploymentView> CancelDeployment(this ApiClient api, Guid deployment, CancellationToken cancel) =>
        api.Post<DeploymentView>($"/api/v1/deployments/{deployment}/cancel", null, cancel);

    public static Task Scale(this ApiClient api, Guid app, int replicas, CancellationToken cancel) =>
        api.SendText(HttpMethod.Post, $"/api/v1/apps/{app}/scale", new { replicas }, cancel);

    public static Task Command(this ApiClient api, Guid app, string verb, CancellationToken cancel) =>
        api.SendText(HttpMethod.Post, $"/api/v1/apps/{app}/{verb}", null, cancel);

    public static Task<DeploymentView> Deployment(this ApiClient api, Guid deployment, CancellationToken cancel) =>
        api.Get<DeploymentView>($"/api/v1/deployments/{deployment}", cancel);

    public static Task<BuildView> Build(this ApiClient api, Guid build, CancellationToken cancel) =>
        api.Get<BuildView>($"/api/v1/builds/{build}", cancel);

    /// <summary>Waits until the deployment's release serves, and fails at once when it ended otherwise.</summary>
    public static async Task<DeploymentView> BecomesLive(this ApiClient api, DeploymentView deployment, CancellationToken cancel)
    {
        var last = await Eventually.Get(
            token => api.Deployment(deployment.Id, token), now => now.IsServing || now.IsTerminal, Patience, "the deployment becomes live", cancel);
        last.IsServing.ShouldBeTrue(last.ToString());
        return last;
    }

    /// <summary>Waits until the deployment has this status and fails at once when it ended with another.</summary>
    public static async Task<DeploymentView> Becomes(this ApiClient api, DeploymentView deployment, string status, CancellationToken cancel)
    {
        var last = await Eventually.Get(
            token => api.Deployment(deployment.Id, token), now => now.Status == status || now.IsTerminal, Patience, $"the deployment is {status}", cancel);
        last.Status.ShouldBe(status, last.ToString());
        return last;
    }
}
