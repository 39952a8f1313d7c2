namespace Seaworthy.Server.Containers;

public static class ContainersServices
{
    public static IServiceCollection AddContainers(this IServiceCollection services) => services
        .AddSingleton<ManagedContainers>()
        .AddSingleton<ContainerLogs>()
        .AddSingleton<StartExec>();
}
