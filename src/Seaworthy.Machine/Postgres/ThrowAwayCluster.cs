using System.Diagnostics;
using Npgsql;

namespace Seaworthy.Machine.Postgres;

/// <summary>A PostgreSQL of its own under the temporary directory, gone with everything in it when disposed.</summary>
public sealed class ThrowAwayCluster : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);

    private readonly string folder;
    private readonly Process server;

    private ThrowAwayCluster(string folder, ClusterSpec spec, Process server)
    {
        this.folder = folder;
        this.server = server;
        Spec = spec;
    }

    public ClusterSpec Spec { get; }

    public static async Task<ThrowAwayCluster> StartAsync(CancellationToken cancellation)
    {
        ThrowAwayFolders.SweepAbandoned();
        var folder = ThrowAwayFolders.Create();
        var spec = new ClusterSpec
        {
            DataDirectory = Path.Combine(folder, "data"),
            SocketDirectory = Path.Combine(folder, "run"),
            User = Environment.IsPrivilegedProcess ? "postgres" : Environment.UserName,
            Admitted = ["root", "postgres", Environment.UserName],
            Durable = false,
            MaxConnections = 200,
        };
        var cluster = new Cluster(spec);
        await cluster.PrepareAsync(cancellation);

        var log = Path.Combine(folder, "postgres.log");
        var command = cluster.Server();
        var server = Process.Start(new ProcessStartInfo(command.Program, command.Arguments) { WorkingDirectory = "/", RedirectStandardError = true, RedirectStandardInput = true })!;
        _ = server.StandardError.BaseStream.CopyToAsync(File.Create(log), CancellationToken.None);
        var started = new ThrowAwayCluster(folder, spec, server);
        try
        {
            await PostgresReady.WaitAsync(spec.ConnectionString("postgres"), StartDeadline, () => server.HasExited, cancellation);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        // Killing all of it is the quickest way, and nothing in it is worth a checkpoint.
        server.Kill(entireProcessTree: true);
        await server.WaitForExitAsync();
        server.Dispose();
        ThrowAwayFolders.Delete(folder);
    }
}
