using System.Text.Json;
using Seaworthy.Docker;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Processes;

namespace Seaworthy.Server.Sources.Registries;

/// <summary>What a build shows to registries, so that it gets the private images of its organization.</summary>
public sealed class RegistryLogins(RegistryStore registries)
{
    /// <summary>For one image; null where the organization has nothing for its registry.</summary>
    /// <param name="own">Credentials that the source itself carries: they win.</param>
    public async Task<RegistryCredentials?> FindAsync(AppId app, ImageReference image, SourceCredentials? own, CancellationToken ct)
    {
        var host = RegistryHost.Of(image);
        if (own is not null)
            return new RegistryCredentials(own.User, own.Password, host.Server);
        var found = await registries.OpenAsync(app, host, ct);
        return found.Count > 0 ? found[0].Credentials : null;
    }

    /// <summary>Writes Docker's <c>config.json</c> into a workspace, for base images: only its user may read it, and it is gone with it.</summary>
    public async Task WriteAsync(AppId app, Workspace workspace, CancellationToken ct)
    {
        var logins = await registries.OpenAsync(app, null, ct);
        if (logins.Count == 0)
            return;
        Directory.CreateDirectory(workspace.DockerConfiguration, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        UnprivilegedUser.Give(workspace.DockerConfiguration, workspace.User);
        var auths = logins.ToDictionary(
            login => login.Host.ConfigurationKey,
            login => new { auth = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{login.Credentials.Username}:{login.Credentials.Password}")) });
        await PrivateFile.WriteAsync(Path.Combine(workspace.DockerConfiguration, "config.json"), JsonSerializer.Serialize(new { auths }), workspace.User, ct);
    }
}
