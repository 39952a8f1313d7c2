using Microsoft.AspNetCore.Http.HttpResults;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api.OpenApi;

namespace Seaworthy.Server.Api.Reference;

/// <summary>The API's description as a page, made here: it needs no script and asks no other host.</summary>
internal static class ReferenceEndpoints
{
    public static void MapReference(this IEndpointRouteBuilder routes) => routes.MapGet("/docs/api", ShowAsync).Require(Permission.AppsRead);

    private static async Task<RazorComponentResult<ReferencePage>> ShowAsync(ApiDocument document, HttpContext http, CancellationToken ct)
    {
        var server = $"{http.Request.Scheme}://{http.Request.Host}";
        return new RazorComponentResult<ReferencePage>(new { Page = ReferenceModel.Of(await document.ReadAsync(ct), server), Server = server });
    }
}
