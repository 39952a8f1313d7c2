using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Metadata;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Platform.Hosting;

namespace Seaworthy.Server.Api.Idempotency;

/// <summary>
/// A POST with an <c>Idempotency-Key</c> is done once: sent again, it gets the first answer again. It stands behind the question of
/// permission, since keys belong to whoever sent them. Of uploads (endpoints with a body limit of their own) only the size and the type are
/// compared: their bodies are read once, by the endpoint, and never kept. What came to nothing gives its key back.
/// </summary>
internal sealed class IdempotencyMiddleware(RequestDelegate next, IdempotencyStore store)
{
    private const string Header = "Idempotency-Key";
    private const int LongestKey = 200;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method)
            || !context.Request.Headers.TryGetValue(Header, out var header)
            || context.Features.Get<Actor>() is not { } actor)
        {
            await next(context);
            return;
        }
        var key = header.ToString();
        if (key.Length is 0 or > LongestKey)
        {
            await Problem.Invalid(Header, $"must be 1 to {LongestKey} characters").ExecuteAsync(context);
            return;
        }
        var owner = Owner(actor);
        var state = await store.ClaimAsync(owner, key, await HashAsync(context.Request), context.RequestAborted);
        await (state switch
        {
            KeyState.Ours => DoAsync(context, owner, key),
            KeyState.Answered(var answer) => ReplayAsync(context, answer),
            KeyState.OfAnotherRequest => Problem.Of(StatusCodes.Status422UnprocessableEntity, $"This {Header} was used for another request. Use a new one.").ExecuteAsync(context),
            _ => Problem.Conflict($"A request with this {Header} is under way. Wait for its answer.").ExecuteAsync(context),
        });
    }

    private async Task DoAsync(HttpContext context, string owner, string key)
    {
        var body = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        try
        {
            await next(context);
        }
        catch
        {
            // Whoever is gone by now still must not lose the key.
            await store.GiveBackAsync(owner, key, CancellationToken.None);
            throw;
        }
        finally
        {
            context.Response.Body = body;
        }
        if (CameToNothing(context.Response.StatusCode))
            await store.GiveBackAsync(owner, key, CancellationToken.None);
        else
            await store.KeepAsync(owner, key, Keep(context, kept), CancellationToken.None);
        kept.Position = 0;
        await kept.CopyToAsync(body, context.RequestAborted);
    }

    private static KeptAnswer Keep(HttpContext context, MemoryStream body)
    {
        var secret = context.GetEndpoint()!.Metadata.GetMetadata<AnswersWithSecret>() is not null;
        return new KeptAnswer(
            context.Response.StatusCode, context.Response.ContentType, context.Response.Headers.Location,
            secret ? null : Encoding.UTF8.GetString(body.GetBuffer().AsSpan(0, (int)body.Length)));
    }

    private static async Task ReplayAsync(HttpContext context, KeptAnswer answer)
    {
        context.Response.Headers["Idempotency-Replayed"] = "true";
        if (answer.Body is null)
        {
            await Problem.Conflict("This was done already, and its answer held a secret that is shown only once.").ExecuteAsync(context);
            return;
        }
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        if (answer.Location is not null)
            context.Response.Headers.Location = answer.Location;
        if (answer.Body.Length > 0)
            await context.Response.WriteAsync(answer.Body, context.RequestAborted);
    }

    /// <summary>
    /// A request that was refused for what it says may be put right and sent again with its key. 409 and 422 are kept: of a deployment that
    /// failed, they are its answer.
    /// </summary>
    private static bool CameToNothing(int status) =>
        status >= 500 || status is >= 400 and not (StatusCodes.Status409Conflict or StatusCodes.Status422UnprocessableEntity);

    private static bool IsUpload(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is not null;

    private static string Owner(Actor actor) => actor switch
    {
        { Token: { } token } => $"token:{token}",
        { User: { } user } => $"user:{user}",
        _ => "local administrator",
    };

    /// <summary>Method, address and body; the body is put back for the endpoint.</summary>
    private static async Task<byte[]> HashAsync(HttpRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        if (IsUpload(request.HttpContext))
        {
            // Without the boundary of a form, which is another one each time.
            hash.AppendData(Encoding.UTF8.GetBytes($"{request.ContentLength} {request.ContentType?.Split(';')[0]}"));
            return hash.GetHashAndReset();
        }
        request.EnableBuffering(bufferThreshold: 64 * 1024, bufferLimit: ServerLimits.RequestBody);
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
            hash.AppendData(buffer, 0, read);
        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }
}
