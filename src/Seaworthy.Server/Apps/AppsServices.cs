using Seaworthy.Server.Apps.Projects;
using Seaworthy.Server.Apps.Volumes;

namespace Seaworthy.Server.Apps;

public static class AppsServices
{
    public static IServiceCollection AddApps(this IServiceCollection services) => services
        .AddSingleton<AppStore>()
        .AddSingleton<EnvironmentStore>()
        .AddSingleton<AppUrls>()
        .AddSingleton<CreateApp>()
        .AddSingleton<DeleteApp>()
        .AddSingleton<StopApp>()
        .AddSingleton<ProjectStore>()
        .AddSingleton<RemoveVolumes>()
        .AddHostedService(provider => provider.GetRequiredService<RemoveVolumes>());
}
