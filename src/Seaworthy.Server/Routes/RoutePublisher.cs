using Dapper;
using Seaworthy.Edge.Client;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using System.Text.Json;

namespace Seaworthy.Server.Routes;

/// <summary>Puts the computed table to the edge whenever it differs from the applied one, whole and with a new version.</summary>
public sealed class RoutePublisher(Db db, EdgeClient edge, Installation installation, PlatformOptions options, CertificateAttempts attempts) : IDisposable
{
    private const int Tries = 3;
    private readonly SemaphoreSlim gate = new(1);
    private Applied? applied;

    /// <summary>Somebody asked for a publication that has not succeeded: what the edge is known to have is not what was asked for.</summary>
    private volatile bool isOwed;

    /// <summary>When it returns, the edge serves what the database says (or newer). Concurrent callers share the work.</summary>
    /// <exception cref="EdgeUnavailableException">The edge does not answer; it keeps serving its last table.</exception>
    public async Task PublishAsync(CancellationToken ct)
    {
        isOwed = true;
        await gate.WaitAsync(ct);
        try
        {
            await PublishOneAsync(ct);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The table that the edge is known to have applied, with what is in flight.</summary>
    /// <exception cref="EdgeUnavailableException">The edge does not answer, or has a table of somebody else's: unknown is not absent.</exception>
    public async Task<(RouteTable Table, EdgeStatus Status)> ObserveAsync(CancellationToken ct)
    {
        if (isOwed)
            await PublishAsync(ct);
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            // Read before the status: a table that is put in between makes the versions differ, and we look again.
            var known = Volatile.Read(ref applied);
            var status = await edge.GetStatusAsync(ct);
            if (known is not null && status.Version == known.Table.Version)
                return (known.Table, status);
            await RestoreAsync(status.Version, ct);
        }
        throw new EdgeUnavailableException("The edge's table keeps changing under our hands.");
    }

    public void Dispose() => gate.Dispose();

    private async Task RestoreAsync(long edgeVersion, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            if (applied?.Table.Version != edgeVersion)
                applied = null;
            await PublishOneAsync(ct);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task PublishOneAsync(CancellationToken ct)
    {
        // Before reading: whoever asks from here on may have written what this read does not see.
        isOwed = false;
        try
        {
            await PutAsync(ct);
        }
        catch
        {
            isOwed = true;
            throw;
        }
    }

    private async Task PutAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var table = RouteTables.Compute(await RouteSnapshot.ReadAsync(connection), RouteHosts.Of(options, installation, attempts), installation.ProbeToken);
        var content = JsonSerializer.SerializeToUtf8Bytes(table, EdgeJson.Default.RouteTable);
        if (applied is not null && content.AsSpan().SequenceEqual(applied.Content))
            return;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var version = await connection.ExecuteScalarAsync<long>("select nextval('route_versions')");
            var versioned = table with { Version = version };
            switch (await edge.PutTableAsync(versioned, ct))
            {
                case PutTableResult.Applied:
                    Volatile.Write(ref applied, new Applied(versioned, content));
                    return;
                case PutTableResult.Stale stale:
                    // An older database was restored: go on above what the edge has seen.
                    await connection.ExecuteAsync("select setval('route_versions', greatest(@AppliedVersion, (select last_value from route_versions)))", new { stale.AppliedVersion });
                    break;
                case PutTableResult.Rejected rejected:
                    throw new InvalidOperationException($"The edge refused the route table: {rejected.Message}");
            }
        }
        throw new EdgeUnavailableException("The edge refuses every version as older than its own.");
    }

    private sealed record Applied(RouteTable Table, byte[] Content);
}
