using Seaworthy.Server.Deployments.Settings;

namespace Seaworthy.Server.Deployments;

public static class DeploymentsServices
{
    public static IServiceCollection AddDeployments(this IServiceCollection services) => services
        .AddSingleton<DeploymentStore>()
        .AddSingleton<AdvanceDeployments>()
        .AddSingleton<RequestDeployment>()
        .AddSingleton<CancelDeployment>()
        .AddSingleton<WhatToDeploy>()
        .AddSingleton<DeployableInput>()
        .AddSingleton<AwaitDeployment>()
        .AddSingleton<ChangeSettings>()
        .AddSingleton<DryRuns>()
        .AddSingleton<RehearseDeployment>()
        .AddSingleton<AppProcesses>()
        .AddSingleton<DeploymentLog>()
        .AddHostedService<DeploymentLoop>()
        .AddHostedService<DeploymentSweep>();
}
