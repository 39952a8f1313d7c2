using Seaworthy.Server.Sources.Archives;
using Seaworthy.Server.Sources.DeployKeys;
using Seaworthy.Server.Sources.Lfs;
using Seaworthy.Server.Sources.Registries;
using Seaworthy.Server.Sources.Submodules;

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
        services.AddSingleton<GenerateSshKey>();
        services.AddSingleton<DeployKeyStore>();
        services.AddSingleton<RegistryStore>();
        services.AddSingleton<RegistryLogins>();
        services.AddSingleton<GitSubmodules>();
        services.AddSingleton<LfsClient>();
        services.AddSingleton<LfsFiles>();
        return services;
    }
}
