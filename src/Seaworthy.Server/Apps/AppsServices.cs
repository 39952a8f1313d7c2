namespace Seaworthy.Server.Apps;

public static class AppsServices
{
    public static IServiceCollection AddApps(this IServiceCollection services) => services
        .AddSingleton<AppStore>()
        .AddSingleton<EnvironmentStore>()
        .AddSingleton<AppUrls>()
        .AddSingleton<CreateApp>()
        .AddSingleton<UpdateApp>()
        .AddSingleton<DeleteApp>()
        .AddSingleton<ScaleApp>()
        .AddSingleton<StopApp>();
}
