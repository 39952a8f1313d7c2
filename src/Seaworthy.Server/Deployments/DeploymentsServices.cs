using Seaworthy.Server.Deployments.Settings;

namespace Seaworthy.Server.Deployments;

public static class DeploymentsServices
{
    public static IServiceCollection AddDeployments(this IServiceCollection services) => services
        .AddSingleton<DeploymentStore>()
        .AddSingleton<AdvanceDeployments>()
        .AddSingleton<RequestDeployment>()
        .AddSingleton<CancelDeployment>()
        .AddSingleton<RetryDeployment>()
        .AddSingleton<WhatToDeploy>()
        .AddSingleton<DeployableInput>()
        .AddSingleton<AwaitDeployment>()
        .AddSingleton<ChangeSettings>()
        .AddSingleton<DryRuns>()
        .AddSingleton<RehearseDeployment>()
        .AddSingleton<AppProcesses>()
        .AddSingleton<DeploymentLog>()
        .AddSingleton<EventFeed>()
        .AddHostedService<DeploymentLoop>()
        .AddHostedService<DeploymentSweep>();
}
