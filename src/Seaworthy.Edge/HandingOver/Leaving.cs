namespace Seaworthy.Edge.HandingOver;

/// <summary>Whether this process accepts nobody any more, so that connections should end with their next answer.</summary>
internal sealed class Leaving
{
    private volatile bool isAsked;

    public bool IsAsked => isAsked;

    public void Ask() => isAsked = true;

    /// <summary>Says so to the client, before its answer begins.</summary>
    public static void Tell(HttpResponse response)
    {
        if (HttpProtocol.IsHttp2(response.HttpContext.Request.Protocol))
            response.HttpContext.Features.Get<Microsoft.AspNetCore.Connections.Features.IConnectionLifetimeNotificationFeature>()?.RequestClose();
        else
            response.Headers.Connection = "close";
    }
}
