using Seaworthy.Server.Sources.Archives;

namespace Seaworthy.Server.Sources;

public static class SourceServices
{
    public static IServiceCollection AddSources(this IServiceCollection services)
    {
        services.AddSingleton<SourceAddresses>();
        services.AddSingleton<SshIdentity>();
        services.AddSingleton<AppSources>();
        services.AddSingleton<Uploads>();
        services.AddSingleton<ArchiveDownload>();
        services.AddSingleton<GitProgram>();
        services.AddSingleton<GitRepository>();
        return services;
    }
}
