namespace Seaworthy.Server.Runs;

public static class RunsServices
{
    public static IServiceCollection AddRuns(this IServiceCollection services) => services
        .AddSingleton<RunStore>()
        .AddSingleton<RunClients>()
        .AddSingleton<RunLogs>()
        .AddSingleton<StartRun>()
        .AddSingleton<StopRun>()
        .AddSingleton<AdvanceRun>()
        .AddHostedService<RunLoop>();
}
