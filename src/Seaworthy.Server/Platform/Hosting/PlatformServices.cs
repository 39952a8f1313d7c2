using Npgsql;
using Seaworthy.Docker;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Events;
using Seaworthy.Server.Platform.Processes;
using Seaworthy.Server.Platform.Secrets;
using Seaworthy.Server.Platform.Work;

namespace Seaworthy.Server.Platform.Hosting;

public static class PlatformServices
{
    public static IServiceCollection AddPlatform(this IServiceCollection services, PlatformOptions options)
    {
        DapperTypes.Register();
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => NpgsqlDataSource.Create(options.ConnectionString));
        services.AddSingleton<Db>();
        services.AddSingleton<Signals>();
        services.AddHostedService(provider => provider.GetRequiredService<Signals>());
        services.AddSingleton(Boot.New());
        services.AddSingleton<BootLock>();
        services.AddSingleton<WorkQueue>();
        services.AddSingleton(provider => provider.GetRequiredService<Installation>().MasterKey);
        services.AddSingleton<DataKeys>();
        services.AddSingleton<Installation>();
        services.AddSingleton<EventLog>();
        services.AddSingleton<ProcessRunner>();
        services.AddSingleton<UnprivilegedUser>();
        services.AddSingleton<IDockerEngine>(_ => new DockerEngine(new DockerEngineOptions { SocketPath = options.DockerSocket }));
        services.AddSingleton<IReadinessCheck, DatabaseReadiness>();
        services.AddSingleton<IReadinessCheck, DockerReadiness>();
        return services;
    }
}
