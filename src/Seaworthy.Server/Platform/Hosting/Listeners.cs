using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
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
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = ServerLimits.RequestBody;
            kestrel.Limits.MaxConcurrentConnections = ServerLimits.Connections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = ServerLimits.Connections;
            kestrel.Limits.RequestHeadersTimeout = ServerLimits.RequestHeaders;
            kestrel.Limits.KeepAliveTimeout = ServerLimits.KeepAlive;
            kestrel.Listen(options.ServerHost, options.ServerPort, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.ListenUnixSocket(options.AdminSocket, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(AskWhoIsThere);
            });
        });
    }

    /// <summary>Only connections of the administrator's socket come by here, so only they carry a <see cref="LocalPeer"/>.</summary>
    private static ConnectionDelegate AskWhoIsThere(ConnectionDelegate next) => connection =>
    {
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is { AddressFamily: AddressFamily.Unix } socket)
            connection.Features.Set(LocalPeer.Of(socket));
        return next(connection);
    };
}
