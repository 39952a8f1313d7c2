using Dapper;
using Npgsql;
using Seaworthy.Edge.Client;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Routes;

/// <summary>
/// Makes the edge's table what the database says. Of apps that changed, only they are read and sent, as a change of the table that the
/// edge is known to have; where it has another one, or nothing is known, the whole table is put. Each gets a new version.
/// </summary>
public sealed class RoutePublisher(Db db, EdgeClient edge, Installation installation, PlatformOptions options, CertificateAttempts attempts) : IDisposable
{
    private const int Tries = 3;
    private readonly SemaphoreSlim gate = new(1);

    /// <summary>While there are any, what the edge is known to have is not what was asked for.</summary>
    private readonly OwedRoutes owed = new();
    private PublishedTable? published;

    private RouteHosts Hosts => RouteHosts.Of(options, installation, attempts);

    /// <summary>When it returns, the edge serves what the database says of this app (or newer). Concurrent callers share the work.</summary>
    /// <exception cref="EdgeUnavailableException">The edge does not answer; it keeps serving its last table.</exception>
    public Task PublishAsync(AppId app, CancellationToken ct) => PublishAsync([app], ct);

    /// <inheritdoc cref="PublishAsync(AppId, CancellationToken)"/>
    public Task PublishAsync(IReadOnlyCollection<AppId> apps, CancellationToken ct)
    {
        owed.Add(apps);
        return PublishOwedAsync(ct);
    }

    /// <summary>When it returns, the edge serves what the database says of everything (or newer): whatever was changed unheard is found.</summary>
    /// <exception cref="EdgeUnavailableException">The edge does not answer; it keeps serving its last table.</exception>
    public Task PublishAsync(CancellationToken ct)
    {
        owed.Add(null);
        return PublishOwedAsync(ct);
    }

    /// <summary>What routes of this app are computed from may have changed: they are published before anybody observes.</summary>
    public void Owe(AppId app) => owed.Add([app]);

    /// <summary>The table that the edge is known to have applied, with what is in flight.</summary>
    /// <exception cref="EdgeUnavailableException">The edge does not answer, or has a table of somebody else's: unknown is not absent.</exception>
    public async Task<(PublishedTable Table, EdgeStatus Status)> ObserveAsync(CancellationToken ct)
    {
        if (owed.IsAny)
            await PublishOwedAsync(ct);
        // Read before the status: a table that is put in between makes the versions differ.
        var known = Volatile.Read(ref published);
        var status = await edge.GetBusyAsync(ct);
        return known?.Version == status.Version ? (known, status) : await ObserveAloneAsync(ct);
    }

    public void Dispose() => gate.Dispose();

    private async Task PublishOwedAsync(CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            await PublishAloneAsync(ct);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>While nobody publishes, versions differ only where the edge has another table than we know of.</summary>
    private async Task<(PublishedTable Table, EdgeStatus Status)> ObserveAloneAsync(CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            for (var attempt = 0; attempt < Tries; attempt++)
            {
                var status = await edge.GetBusyAsync(ct);
                if (published is { } known && known.Version == status.Version)
                    return (known, status);
                published = null;
                await PublishAloneAsync(ct);
            }
        }
        finally
        {
            gate.Release();
        }
        throw new EdgeUnavailableException("The edge's table keeps changing under our hands.");
    }

    private async Task PublishAloneAsync(CancellationToken ct)
    {
        // Before reading: whoever asks from here on may have written what this read does not see.
        var apps = owed.Take();
        try
        {
            if (published is null || apps is not { Count: 0 })
                await PublishAloneAsync(apps, ct);
        }
        catch
        {
            owed.Add(apps);
            throw;
        }
    }

    private async Task PublishAloneAsync(IReadOnlyCollection<AppId>? apps, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        if (published is { } known && apps is not null && await ChangeAsync(connection, known, await ChangeOfAsync(connection, known, apps), ct))
            return;
        var table = RouteTables.Compute(await RouteSnapshot.ReadAsync(connection), Hosts, installation.ProbeToken);
        if (apps is null && published is { } before && await ChangeAsync(connection, before, before.ChangeTo(table.Apps, before.Apps.Keys), ct))
            return;
        await PutAsync(connection, table, ct);
    }

    private async Task<TableChange?> ChangeOfAsync(NpgsqlConnection connection, PublishedTable known, IReadOnlyCollection<AppId> apps)
    {
        var before = apps.Select(known.Of).SelectMany(app => app?.Matches ?? []).Select(match => match.Host);
        var affected = await RouteSnapshot.AffectedAsync(connection, apps, [.. before], options.RouterDomain);
        var snapshot = await RouteSnapshot.ReadAsync(connection, affected, options.RouterDomain);
        return known.ChangeTo(RouteTables.ComputeApps(snapshot, Hosts), affected.Select(app => app.Value));
    }

    /// <param name="change">Null: there is nothing to change.</param>
    /// <returns>False: the edge wants the whole table. Also what it finds wrong with a change is judged by the whole.</returns>
    private async Task<bool> ChangeAsync(NpgsqlConnection connection, PublishedTable known, TableChange? change, CancellationToken ct)
    {
        if (change is null)
            return true;
        var versioned = change with { Version = await NextVersionAsync(connection) };
        if (await edge.ChangeTableAsync(versioned, ct) is not ChangeTableResult.Applied)
            return false;
        Volatile.Write(ref published, known.With(versioned));
        return true;
    }

    private async Task PutAsync(NpgsqlConnection connection, RouteTable table, CancellationToken ct)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var versioned = table with { Version = await NextVersionAsync(connection) };
            switch (await edge.PutTableAsync(versioned, ct))
            {
                case PutTableResult.Applied:
                    Volatile.Write(ref published, PublishedTable.Of(versioned));
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

    private static Task<long> NextVersionAsync(NpgsqlConnection connection) => connection.ExecuteScalarAsync<long>("select nextval('route_versions')");
}
