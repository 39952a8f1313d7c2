using Dapper;
using Seaworthy.Server.Api;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Accounts.Authentication;

/// <summary>
/// Every change by the API leaves a row in the audit before its answer is given, whichever endpoint it came to, unless the use case wrote one
/// itself in its transaction. What was refused, and what was only rehearsed, leaves none. If the caller went away there is one, since
/// nobody knows then whether it was done.
/// </summary>
internal sealed partial class AuditMiddleware(RequestDelegate next, Db db, ILogger<AuditMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (IsRead(context.Request) || context.GetEndpoint() is not RouteEndpoint endpoint || context.Features.Get<Actor>() is not { } actor)
        {
            await next(context);
            return;
        }
        var route = AuditedRoute.Of(context.Request.Method, endpoint.RoutePattern);
        var named = await NamedAsync(context, actor);
        var note = Audit.Watch();
        // Before the first byte of the answer, where it begins while the endpoint still works.
        context.Response.OnStarting(() => WriteAsync(context, actor, route, named, note));
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            named["outcome"] = "the caller went away";
            await WriteAsync(context, actor, route, named, note);
            throw;
        }
        await WriteAsync(context, actor, route, named, note);
    }

    private static bool IsRead(HttpRequest request) =>
        !request.IsApi() || HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)
        || (bool.TryParse(request.Query["dry_run"], out var isRehearsal) && isRehearsal);

    /// <summary>What the address names, the app by its id: its slug may be another app's one day, and may be what this request changes.</summary>
    private async Task<Dictionary<string, string>> NamedAsync(HttpContext context, Actor actor)
    {
        var named = context.Request.RouteValues.ToDictionary(value => value.Key, value => $"{value.Value}");
        if (context.Request.Query["key"] is { Count: > 0 } keys)
            named["key"] = string.Join(' ', keys.Order(StringComparer.Ordinal));
        if (named.TryGetValue("app", out var slug) && !Guid.TryParse(slug, out _))
        {
            await using var connection = await db.OpenAsync(context.RequestAborted);
            named["app"] = await connection.ExecuteScalarAsync<string>(
                "select id::text from apps where organization_id = @Organization and slug = @slug and deleted_at is null", new { actor.Organization, slug }) ?? slug;
        }
        return named;
    }

    private async Task WriteAsync(HttpContext context, Actor actor, AuditedRoute route, Dictionary<string, string> named, Audit.Note note)
    {
        // 422: a deployment was made, and failed.
        if (note.IsWritten || (context.Response.StatusCode >= 400 && context.Response.StatusCode != StatusCodes.Status422UnprocessableEntity))
            return;
        note.IsWritten = true;
        try
        {
            await using var connection = await db.OpenAsync(CancellationToken.None);
            await Audit.AddAsync(connection, actor, route.Action, route.Resource, IdOf(context.Response, route, named), named);
        }
        catch (Npgsql.NpgsqlException e)
        {
            // It was done: an answer that says otherwise would have it done again.
            Unwritten(logger, actor.Name, route.Action, route.Resource, string.Join(' ', named.Values), e.Message);
        }
    }

    /// <summary>Of what was made the last segment of its address; of what belongs to an app alone, the app.</summary>
    private static string IdOf(HttpResponse response, AuditedRoute route, Dictionary<string, string> named)
    {
        if (route.Parameter is { } parameter && named.TryGetValue(parameter, out var id))
            return id;
        if (route.Action is "create" && response.Headers.Location.ToString() is { Length: > 0 } location)
            return Uri.UnescapeDataString(location.Split('?')[0].Split('/')[^1]);
        return named.GetValueOrDefault("app", "");
    }

    [LoggerMessage(LogLevel.Error, "The audit could not be written: {Actor} did {Action} {Resource} {Named} ({Reason})")]
    private static partial void Unwritten(ILogger logger, string actor, string action, string resource, string named, string reason);
}
