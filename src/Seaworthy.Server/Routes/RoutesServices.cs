using Seaworthy.Edge.Client;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Hosting;

namespace Seaworthy.Server.Routes;

public static class RoutesServices
{
    public static IServiceCollection AddRoutes(this IServiceCollection services) => services
        .AddSingleton(provider => new EdgeClient(provider.GetRequiredService<PlatformOptions>().EdgeControlSocket))
        .AddSingleton<CertificateAttempts>()
        .AddSingleton<RoutePublisher>()
        .AddSingleton<IReadinessCheck, EdgeReadiness>()
        .AddHostedService<RouteLoop>();
}
