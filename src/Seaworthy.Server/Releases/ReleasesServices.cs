namespace Seaworthy.Server.Releases;

public static class ReleasesServices
{
    public static IServiceCollection AddReleases(this IServiceCollection services) => services
        .AddSingleton<ReleaseStore>()
        .AddSingleton<CreateRelease>()
        .AddSingleton<ReadReleases>()
        .AddHostedService<RetireReleases>();
}
