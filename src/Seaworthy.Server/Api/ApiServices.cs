using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpOverrides;
using Seaworthy.Server.Api.Idempotency;
using Seaworthy.Server.Api.OpenApi;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Hosting;

namespace Seaworthy.Server.Api;

public static class ApiServices
{
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        // What cannot be read reaches ErrorMiddleware, which says so in plain words.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddRequestTimeouts(options => options.DefaultPolicy = new RequestTimeoutPolicy { Timeout = ServerLimits.Request, TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable });
        services.AddSingleton<Readiness>();
        services.AddSingleton<IdempotencyStore>();
        services.AddApiDescription();
        return services.AddSingleton<AppShapes>();
    }

    /// <summary>Behind the question who asks: strangers learn nothing of parameters, and what is refused is no answer to keep.</summary>
    public static void UseKnownParameters(this WebApplication app) => app.UseMiddleware<KnownParameters>();

    /// <summary>Behind the question who asks.</summary>
    public static void UseIdempotencyKeys(this WebApplication app) => app.UseMiddleware<IdempotencyMiddleware>();

    /// <summary>The way in that all requests share, up to the question who asks.</summary>
    public static void UseApi(this WebApplication app)
    {
        app.UseForwardedHeaders(VisitorsOfTheEdge(app.Services.GetRequiredService<PlatformOptions>()));
        app.UseSecurityHeaders();
        app.UseMiddleware<ErrorMiddleware>();
        app.UseCheckedQuery();
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseStreamingRequests();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(54), KeepAliveTimeout = TimeSpan.FromSeconds(60) });
    }

    /// <summary>
    /// Who comes by SERVER_DOMAIN comes through the edge, which connects from this machine and says for whom; nobody else is believed.
    /// So a visitor is never taken for a caller on this machine.
    /// </summary>
    private static ForwardedHeadersOptions VisitorsOfTheEdge(PlatformOptions options)
    {
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = 1 };
        forwarded.KnownProxies.Add(options.LocalAddress.Address);
        return forwarded;
    }
}
