using Microsoft.AspNetCore.Routing.Patterns;

namespace Seaworthy.Server.Accounts;

/// <summary>
/// What a change by the API is called in the audit, read from its address: <c>POST /api/v1/apps/{app}/restart</c> is "restart" of
/// <c>apps</c>, <c>DELETE /api/v1/apps/{app}/env/{key}</c> "delete" of <c>env</c>.
/// </summary>
/// <param name="Parameter">Of the address: which thing; null: a new one, or the only one of its app.</param>
internal sealed record AuditedRoute(string Action, string Resource, string? Parameter)
{
    /// <summary>Last segments that say what is done with what stands before them.</summary>
    private static readonly HashSet<string> Verbs = new(StringComparer.Ordinal)
    {
        "cancel", "check", "deploy", "import", "restart", "retry", "rollback", "scale", "start", "stop", "upload",
    };

    public static AuditedRoute Of(string method, RoutePattern pattern)
    {
        var segments = pattern.PathSegments.Select(segment => segment.Parts[0]).ToList();
        var words = segments.OfType<RoutePatternLiteralPart>().Select(part => part.Content).Where(word => word is not ("api" or "v1")).ToList();
        var isVerb = segments[^1] is RoutePatternLiteralPart { Content: var last } && Verbs.Contains(last) && words.Count > 1;
        // Of /builds/git the second word only says from where.
        var resource = isVerb ? words[^2] : words[^1] == "git" ? words[^2] : words[^1];
        var named = isVerb ? segments[^2] : segments[^1];
        return new AuditedRoute(isVerb ? words[^1] : ActionOf(method), resource.Replace('-', '_'), (named as RoutePatternParameterPart)?.Name);
    }

    private static string ActionOf(string method) => method switch
    {
        "POST" => "create",
        "PATCH" => "change",
        "DELETE" => "delete",
        _ => "set",
    };
}
