using Dapper;
using Npgsql;

namespace Seaworthy.Server.Accounts;

/// <summary>Who did what: the table <c>audit</c>. Written in the transaction of the deed; never holds values of secrets.</summary>
public static class Audit
{
    /// <param name="action">A verb: create, revoke, sign-in.</param>
    /// <param name="resource">A table or route: tokens, apps.</param>
    public static Task AddAsync(NpgsqlConnection connection, Actor actor, string action, string resource, string resourceId) => connection.ExecuteAsync(
        "insert into audit (organization_id, actor, action, resource, resource_id) values (@Organization, @Name, @action, @resource, @resourceId)",
        new { actor.Organization, actor.Name, action, resource, resourceId });
}
