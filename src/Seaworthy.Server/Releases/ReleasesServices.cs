using Seaworthy.Server.Releases.Retention;

namespace Seaworthy.Server.Releases;

public static class ReleasesServices
{
    public static IServiceCollection AddReleases(this IServiceCollection services) => services
        .AddSingleton<ReleaseStore>()
        .AddSingleton<CreateRelease>()
        .AddSingleton<ReadReleases>()
        .AddSingleton<RetireReleases>()
        .AddSingleton<RetireImages>()
        .AddSingleton<RetireLogs>()
        .AddSingleton<RetentionLoop>()
        .AddHostedService(provider => provider.GetRequiredService<RetentionLoop>());
}
