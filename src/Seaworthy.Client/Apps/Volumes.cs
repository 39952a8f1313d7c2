namespace Seaworthy.Client.Apps;

/// <param name="Shared">False: one instance at a time has it, so deployments stop the old one first.</param>
/// <param name="DeploymentId">In the answer to a change: the deployment that brings it live.</param>
public sealed record Volume(string Name, string Path, string? Process, bool Shared, bool ReadOnly, Guid? DeploymentId = null);

public sealed record NewVolume(string Name, string Path, string? Process, bool Shared, bool ReadOnly);

/// <summary>Folders that outlive instances and releases.</summary>
public sealed class VolumesApi(SeaworthyClient client)
{
    public Call<IReadOnlyList<Volume>> List(string app) => client.Get($"{SeaworthyClient.App(app)}/volumes", ApiJson.Default.IReadOnlyListVolume);

    public Call<Volume> Create(string app, NewVolume volume) => client.Send(HttpMethod.Post, $"{SeaworthyClient.App(app)}/volumes", volume, ApiJson.Default.NewVolume, ApiJson.Default.Volume);

    public Call<Outcome> Delete(string app, string volume) => client.Send(HttpMethod.Delete, $"{SeaworthyClient.App(app)}/volumes/{Uri.EscapeDataString(volume)}", ApiJson.Default.Outcome);
}
