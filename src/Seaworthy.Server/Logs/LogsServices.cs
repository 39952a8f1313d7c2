namespace Seaworthy.Server.Logs;

public static class LogsServices
{
    public static IServiceCollection AddLogs(this IServiceCollection services) => services.AddSingleton<AppLogs>();
}
