using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Seaworthy.Server.Accounts;

namespace Seaworthy.Server.Tests.Accounts;

/// <summary>An endpoint of the real server, ready to be asked.</summary>
/// <param name="Needs">Null: open to everyone.</param>
internal sealed record Mapped(string Method, RoutePattern Pattern, Permission? Needs)
{
    public string Name => $"{Method} /{Pattern.RawText!.TrimStart('/').TrimEnd('/')}";

    public static IEnumerable<Mapped> Of(IEnumerable<RouteEndpoint> endpoints) =>
        from endpoint in endpoints
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select new Mapped(method, endpoint.RoutePattern, endpoint.Metadata.GetMetadata<RequiredPermission>()?.Permission);

    /// <summary>The path with its parameters filled in: a parameter stands for whatever the segment before it names.</summary>
    public string Path(Func<string, string> valueOf)
    {
        var path = new List<string>();
        foreach (var segment in Pattern.PathSegments)
            path.Add(string.Concat(segment.Parts.Select(part => part is RoutePatternLiteralPart literal ? literal.Content : valueOf(path.LastOrDefault() ?? ""))));
        return "/" + string.Join('/', path);
    }

    public HttpRequestMessage Request(string path, string? json)
    {
        var request = new HttpRequestMessage(new HttpMethod(Method), path);
        if (Method is "POST" or "PUT" or "PATCH")
            request.Content = new StringContent(json ?? "{}", System.Text.Encoding.UTF8, "application/json");
        return request;
    }
}
