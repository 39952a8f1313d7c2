namespace Seaworthy.Client.Apps;

/// <param name="Apps">How many it has.</param>
public sealed record Project(Guid Id, string Name, string? Description, int? Apps, DateTimeOffset CreatedAt);

public sealed record NewProject(string Name, string? Description);

/// <summary>Projects: groups of apps.</summary>
public sealed class ProjectsApi(SeaworthyClient client)
{
    public Call<IReadOnlyList<Project>> List() => client.List("/api/v1/projects", ApiJson.Default.IReadOnlyListProject, 1000);

    public Call<Project> Create(NewProject project) => client.Send(HttpMethod.Post, "/api/v1/projects", project, ApiJson.Default.NewProject, ApiJson.Default.Project);

    public Call<Outcome> Delete(string project) => client.Send(HttpMethod.Delete, $"/api/v1/projects/{Uri.EscapeDataString(project)}", ApiJson.Default.Outcome);
}
