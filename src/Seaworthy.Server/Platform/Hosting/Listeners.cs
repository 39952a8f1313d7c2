using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Seaworthy.Server.Platform.Hosting;

public static class Listeners
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Two doors: TCP for everybody with a token, and a Unix socket in a 0700 directory for the local administrator.</summary>
    public static void AddListeners(this WebApplicationBuilder builder, PlatformOptions options)
    {
        Directory.CreateDirectory(options.Home);
        Directory.CreateDirectory(options.RunDirectory, OwnerOnly);
        File.SetUnixFileMode(options.RunDirectory, OwnerOnly);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.ServerHost, options.ServerPort);
            kestrel.ListenUnixSocket(options.AdminSocket, listen => listen.Protocols = HttpProtocols.Http1);
        });
    }
}
