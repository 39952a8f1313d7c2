namespace Seaworthy.Server.Accounts;

/// <summary>Deny by default, from the first endpoint on: a server with an endpoint that declares no permission does not start.</summary>
public static class DeclarationCheck
{
    /// <summary>Call it after everything is mapped.</summary>
    /// <exception cref="InvalidOperationException">Names every endpoint, page, socket or static file without a declaration, or with two.</exception>
    public static void RequireDeclarations(this IEndpointRouteBuilder routes)
    {
        var undeclared = routes.DataSources
            .SelectMany(source => source.Endpoints)
            .Where(endpoint => Declarations(endpoint) != 1)
            .Select(endpoint => endpoint.DisplayName ?? "(an endpoint without a name)")
            .Order(StringComparer.Ordinal)
            .ToList();
        if (undeclared.Count > 0)
            throw new InvalidOperationException($"""
                These endpoints do not say who may use them. Add exactly one declaration to each, .Require(Permission.…) or .AllowEveryone("why"):
                {string.Join(Environment.NewLine, undeclared)}
                """);
    }

    private static int Declarations(Endpoint endpoint) => endpoint.Metadata.Count(item => item is RequiredPermission or OpenToEveryone);
}
