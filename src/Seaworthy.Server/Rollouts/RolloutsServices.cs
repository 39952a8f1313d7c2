using Seaworthy.Server.Rollouts.Probing;
using Seaworthy.Server.Rollouts.Running;

namespace Seaworthy.Server.Rollouts;

public static class RolloutsServices
{
    public static IServiceCollection AddRollouts(this IServiceCollection services) => services
        .AddSingleton<RolloutStore>()
        .AddSingleton<InstanceStore>()
        .AddSingleton<OneOffInstances>()
        .AddSingleton<HoldInstance>()
        .AddSingleton<InstanceContainers>()
        .AddSingleton<AppNetworks>()
        .AddSingleton<EdgeProbe>()
        .AddSingleton<AppObserver>()
        .AddSingleton<StepExecutor>()
        .AddSingleton<Prober>()
        .AddHostedService(provider => provider.GetRequiredService<Prober>())
        .AddHostedService<NeighbourTable>()
        .AddHostedService<RolloutLoop>()
        .AddHostedService<EngineEvents>()
        .AddSingleton<Strays>()
        .AddHostedService<Resync>()
        .AddSingleton<HostFirewall>()
        .AddHostedService(provider => provider.GetRequiredService<HostFirewall>());
}
