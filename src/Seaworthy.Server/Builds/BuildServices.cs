using Seaworthy.Server.Builds.BuildKit;

namespace Seaworthy.Server.Builds;

public static class BuildServices
{
    public static IServiceCollection AddBuilds(this IServiceCollection services, BuildOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<BuildStore>();
        services.AddSingleton<FollowBuildLog>();
        services.AddSingleton<BuildQueueStore>();
        services.AddSingleton<RequestBuild>();
        services.AddSingleton<Buildx>();
        services.AddSingleton<StaticImage>();
        services.AddSingleton<BuildCache>();
        services.AddHostedService(provider => provider.GetRequiredService<BuildCache>());
        services.AddSingleton<DiskReserve>();
        services.AddSingleton<SourceBuild>();
        services.AddSingleton<GitBuild>();
        services.AddSingleton<ArchiveBuild>();
        services.AddSingleton<ImageBuild>();
        services.AddSingleton<RunBuild>();
        services.AddSingleton<RecoverBuilds>();
        services.AddSingleton<ExpireUploads>();
        services.AddHostedService(provider => provider.GetRequiredService<ExpireUploads>());
        services.AddHostedService<BuildQueue>();
        return services;
    }
}
