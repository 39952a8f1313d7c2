using Seaworthy.Server.Apps;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Work;

namespace Seaworthy.Server.Domains;

/// <summary>Lets an app answer at a host of its user's. Its route is published at once, and its certificate is fetched right after.</summary>
public sealed class AddDomain(Db db, DomainRoutes routes)
{
    /// <summary>Domains of one app.</summary>
    public const int Most = 100;

    public async Task<Result> RunAsync(AppId app, HostName host, PathPrefix prefix, bool redirectToHttps, CancellationToken ct)
    {
        var result = await db.InTransactionAsync(connection => AddAsync(connection, NewDomain(app, host, prefix, redirectToHttps)), ct);
        if (result is Result.Added)
            await routes.PublishAsync(app, ct);
        return result;
    }

    private static async Task<Result> AddAsync(Npgsql.NpgsqlConnection connection, Domain domain)
    {
        if (!await AppStore.LockAsync(connection, domain.AppId))
            return new Result.AppIsGone();
        if (await DomainStore.CountAsync(connection, domain.AppId) >= Most)
            return new Result.TooMany();
        if (await DomainStore.ClaimAsync(connection, domain.AppId, domain.Host) is not { } host)
            return new Result.TakenByAnotherApp();
        if (!await DomainStore.InsertAsync(connection, domain))
            return new Result.AddedBefore();
        await connection.NotifyAsync("routes", domain.AppId.Value);
        await WorkQueue.NudgeAsync(connection, Certificates.CertificateLoop.WorkKind, host);
        return new Result.Added(domain);
    }

    private static Domain NewDomain(AppId app, HostName host, PathPrefix prefix, bool redirectToHttps) => new()
    {
        Id = Ids.New<DomainId>(),
        AppId = app,
        Host = host.Value,
        PathPrefix = prefix.Value,
        RedirectToHttps = redirectToHttps,
        Certificate = "waiting",
    };

    public abstract record Result
    {
        public sealed record Added(Domain Domain) : Result;

        public sealed record AddedBefore : Result;

        public sealed record TakenByAnotherApp : Result;

        public sealed record TooMany : Result;

        public sealed record AppIsGone : Result;
    }
}
