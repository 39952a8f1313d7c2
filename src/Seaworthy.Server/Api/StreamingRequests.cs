using Microsoft.AspNetCore.Http.Timeouts;
using Seaworthy.Server.Platform.Hosting;

namespace Seaworthy.Server.Api;

/// <summary>
/// Requests that last (WebSockets, server-sent events) are not given up after a time, and end when the server is asked to: their
/// <see cref="HttpContext.RequestAborted"/> is cancelled then.
/// </summary>
internal static class StreamingRequests
{
    public static void UseStreamingRequests(this IApplicationBuilder app)
    {
        var stopping = app.ApplicationServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var open = app.ApplicationServices.GetRequiredService<OpenStreams>();
        app.Use(async (context, next) =>
        {
            if (!IsStreaming(context.Request))
            {
                await next(context);
                return;
            }
            context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
            var aborted = context.RequestAborted;
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
            context.RequestAborted = ending.Token;
            using var counted = open.Open(context.Request.IsWebSocket());
            try
            {
                await next(context);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested && context.Response.HasStarted)
            {
                // The reader left, or the server ends: nothing more is to be told, and nothing failed.
            }
            finally
            {
                context.RequestAborted = aborted;
            }
        });
    }

    private static bool IsStreaming(HttpRequest request) =>
        request.IsWebSocket() || request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase));
}
