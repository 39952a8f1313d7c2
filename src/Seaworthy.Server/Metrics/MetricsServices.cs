using Seaworthy.Server.Platform.Hosting;

namespace Seaworthy.Server.Metrics;

public static class MetricsServices
{
    public static IServiceCollection AddStats(this IServiceCollection services) => services.AddSingleton<OpenStreams>().AddSingleton<ReadStats>();
}
