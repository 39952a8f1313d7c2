using Microsoft.AspNetCore.Mvc;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Domains.Certificates;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Domains;

/// <summary>Domains of an app: add, read, change, remove, fetch the certificate again.</summary>
public static class DomainsEndpoints
{
    public static void MapDomains(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/apps/{app}/domains").WithTags("domains");
        group.MapGet("/", ListAsync).Require(Permission.AppsRead)
            .WithSummary("List the hosts of its own that an app answers at.").Produces<IReadOnlyList<DomainShape>>().ProducesProblem(404);
        group.MapPost("/", AddAsync).Require(Permission.AppsWrite)
            .WithSummary("Let an app answer at a host; its certificate is fetched right after.").Produces<DomainShape>(201).ProducesProblem(404).ProducesProblem(409);
        group.MapGet("/{host}", GetAsync).Require(Permission.AppsRead)
            .WithSummary("Read a domain and its certificate.").Produces<DomainShape>().ProducesProblem(404).ProducesProblem(409);
        group.MapPatch("/{host}", ChangeAsync).Require(Permission.AppsWrite)
            .WithSummary("Change a domain's path or redirect.").Produces<DomainShape>().ProducesProblem(404).ProducesProblem(409);
        group.MapDelete("/{host}", RemoveAsync).Require(Permission.AppsWrite)
            .WithSummary("Remove a domain: the app no longer answers at the host.").Produces<DomainRemoved>().ProducesProblem(404).ProducesProblem(409);
        group.MapPost("/{host}/check", CheckAsync).Require(Permission.AppsWrite)
            .WithSummary("Fetch or check the certificate again now.").Produces<DomainShape>(202).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<IResult> ListAsync(
        string app, [AsParameters] PageRequest request, HttpContext http, AppStore apps, DomainStore domains, PlatformOptions options, TimeProvider time, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        if (!request.TryRead<Guid>(out var page, out var fault))
            return fault;
        var rows = await domains.ListAsync(found.Id, page.After, page.Take, ct);
        return page.Answer(http, rows, domain => domain.Id.Value, domain => DomainShape.From(domain, options, time.GetUtcNow()));
    }

    private static async Task<IResult> AddAsync(
        string app, DomainRequest request, HttpContext http, AppStore apps, DomainStore domains, AddDomain add, PlatformOptions options, TimeProvider time, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        var faults = new InputFaults();
        if (!HostName.TryParse(request.Host, out var host, out var hostFault))
            faults.Add("host", hostFault);
        else if (DomainHosts.FaultOf(host, options) is { } reserved)
            faults.Add("host", reserved);
        if (!PathPrefix.TryParse(request.PathPrefix, out var prefix, out var prefixFault))
            faults.Add("path_prefix", prefixFault);
        if (faults.ToProblem() is { } problem)
            return problem;
        return await add.RunAsync(found.Id, host, prefix, request.RedirectToHttps ?? true, ct) switch
        {
            AddDomain.Result.Added(var added) => Results.Created(
                PathOf(found, added), DomainShape.From((await domains.FindAsync(found.Id, host.Value, ct)).Single(domain => domain.Id == added.Id), options, time.GetUtcNow())),
            AddDomain.Result.AddedBefore => Problem.Conflict($"{host}{Shown(prefix.Value)} is a domain of '{found.Slug}' already."),
            AddDomain.Result.TakenByAnotherApp => Problem.Conflict($"{host} belongs to another app. Remove it there first: one host belongs to one app."),
            AddDomain.Result.TooMany => Problem.Conflict($"'{found.Slug}' has {AddDomain.Most} domains already, which is the most. Remove one first."),
            _ => Problem.NotFound("app"),
        };
    }

    private static async Task<IResult> GetAsync(
        string app, string host, [FromQuery(Name = "path_prefix")] string? prefix, HttpContext http, AppStore apps, DomainStore domains, PlatformOptions options, TimeProvider time, CancellationToken ct)
    {
        var (_, domain, problem) = await FindAsync(app, host, prefix, http, apps, domains, ct);
        return problem ?? Results.Ok(DomainShape.From(domain!, options, time.GetUtcNow()));
    }

    private static async Task<IResult> ChangeAsync(
        string app, string host, [FromQuery(Name = "path_prefix")] string? prefix, DomainChangeRequest request, HttpContext http, AppStore apps, DomainStore domains, ChangeDomain change,
        PlatformOptions options, TimeProvider time, CancellationToken ct)
    {
        var (_, domain, problem) = await FindAsync(app, host, prefix, http, apps, domains, ct);
        if (domain is null)
            return problem!;
        if (!PathPrefix.TryParse(request.PathPrefix ?? domain.PathPrefix, out var path, out var fault))
            return Problem.Invalid("path_prefix", fault);
        var changed = domain with { PathPrefix = path.Value, RedirectToHttps = request.RedirectToHttps ?? domain.RedirectToHttps };
        return await change.RunAsync(changed, ct)
            ? Results.Ok(DomainShape.From(changed, options, time.GetUtcNow()))
            : Problem.Conflict($"{domain.Host}{path} is a domain of this app already.");
    }

    private static async Task<IResult> RemoveAsync(
        string app, string host, [FromQuery(Name = "path_prefix")] string? prefix, HttpContext http, AppStore apps, DomainStore domains, RemoveDomain remove, CancellationToken ct)
    {
        var (found, domain, problem) = await FindAsync(app, host, prefix, http, apps, domains, ct);
        if (domain is null)
            return problem!;
        await remove.RunAsync(domain, ct);
        return Results.Ok(new DomainRemoved($"'{found!.Slug}' no longer answers at {domain.Host}{Shown(domain.PathPrefix)}."));
    }

    private static async Task<IResult> CheckAsync(
        string app, string host, [FromQuery(Name = "path_prefix")] string? prefix, HttpContext http, AppStore apps, DomainStore domains, CertificateStore certificates,
        PlatformOptions options, TimeProvider time, CancellationToken ct)
    {
        var (found, domain, problem) = await FindAsync(app, host, prefix, http, apps, domains, ct);
        if (domain is null)
            return problem!;
        if (!options.HttpsEnabled)
            return Problem.Conflict("HTTPS is off on this installation, so there is no certificate to fetch. Turn it on with: ROUTER_ENABLE_HTTPS=true ./sea up");
        await certificates.AskAgainAsync(domain.Host, ct);
        var asked = (await domains.FindAsync(found!.Id, domain.Host, ct)).SingleOrDefault(again => again.Id == domain.Id);
        return asked is null ? Problem.NotFound("domain") : Results.Accepted(PathOf(found, asked), DomainShape.From(asked, options, time.GetUtcNow()));
    }

    /// <summary>The domain that an address means, or why it means none.</summary>
    private static async Task<(App? App, Domain? Domain, Problem? Problem)> FindAsync(
        string app, string host, string? prefix, HttpContext http, AppStore apps, DomainStore domains, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return (null, null, Problem.NotFound("app"));
        // What cannot be a host is no domain either.
        var rows = HostName.TryParse(host, out var name, out _) ? await domains.FindAsync(found.Id, name.Value, ct) : [];
        if (prefix is not null)
            rows = PathPrefix.TryParse(prefix, out var path, out _) ? [.. rows.Where(row => row.PathPrefix == path.Value)] : [];
        return rows switch
        {
            [] => (found, null, Problem.NotFound("domain")),
            [var only] => (found, only, null),
            _ => (found, null, Problem.Conflict($"{name} has several paths ({string.Join(", ", rows.Select(row => row.PathPrefix))}): say which one by ?path_prefix={rows[0].PathPrefix}")),
        };
    }

    private static string PathOf(App app, Domain domain) =>
        $"/api/v1/apps/{app.Id}/domains/{domain.Host}{(domain.PathPrefix == PathPrefix.Root ? "" : $"?path_prefix={Uri.EscapeDataString(domain.PathPrefix)}")}";

    private static string Shown(string prefix) => prefix == PathPrefix.Root ? "" : prefix;
}

public sealed record DomainRemoved(string Message);
