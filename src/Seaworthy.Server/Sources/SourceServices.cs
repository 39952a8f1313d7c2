namespace Seaworthy.Server.Sources;

public static class SourceServices
{
    public static IServiceCollection AddSources(this IServiceCollection services)
    {
        services.AddSingleton<GitAddresses>();
        services.AddSingleton<SshIdentity>();
        services.AddSingleton<GitProgram>();
        services.AddSingleton<GitRepository>();
        return services;
    }
}
