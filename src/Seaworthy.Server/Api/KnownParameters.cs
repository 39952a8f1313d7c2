using System.Collections.Frozen;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Seaworthy.Server.Api;

/// <summary>
/// Refuses what stands in the query of an API address and is none of its parameters, so that a misspelt <c>?dryrun=true</c> does not
/// do in earnest what was only to be shown. Parameters are those that the endpoint's handler takes, as the description of the API tells.
/// </summary>
internal sealed class KnownParameters(RequestDelegate next, IApiDescriptionGroupCollectionProvider descriptions)
{
    /// <summary>Read by <c>ActorMiddleware</c> before any endpoint, on sockets only.</summary>
    private const string Ticket = "ticket";

    private const int LongestName = 100;

    private readonly Lazy<FrozenDictionary<string, string[]>> known = new(() => Read(descriptions));

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!request.QueryString.HasValue || request.Query.Count == 0 || !request.IsApi() || context.GetEndpoint() is not RouteEndpoint endpoint
            || !known.Value.TryGetValue(Name(request.Method, endpoint.RoutePattern.RawText), out var names))
            return next(context);
        var isSocket = request.Path.StartsWithSegments("/ws");
        var faults = new InputFaults();
        foreach (var given in request.Query.Keys.Where(key => !names.Contains(key, StringComparer.OrdinalIgnoreCase) && !(isSocket && key == Ticket)))
            faults.Add(given.Length <= LongestName ? given : given[..LongestName], names is [] ? "is no parameter: this address takes none" : $"is no parameter of this address, which takes {string.Join(", ", names)}");
        return faults.ToProblem() is { } problem ? problem.ExecuteAsync(context) : next(context);
    }

    private static FrozenDictionary<string, string[]> Read(IApiDescriptionGroupCollectionProvider descriptions) => descriptions.ApiDescriptionGroups.Items
        .SelectMany(group => group.Items)
        .GroupBy(operation => Name(operation.HttpMethod, operation.RelativePath))
        .ToFrozenDictionary(
            same => same.Key,
            same => same.SelectMany(operation => operation.ParameterDescriptions).Where(parameter => parameter.Source == BindingSource.Query).Select(parameter => parameter.Name).Distinct().ToArray(),
            StringComparer.Ordinal);

    private static string Name(string? method, string? pattern) => $"{method} {pattern?.Trim('/')}";
}
