using System.Text.Json;
using Dapper;
using Npgsql;

namespace Seaworthy.Server.Accounts;

/// <summary>
/// Who did what: the table <c>audit</c>, never with values of secrets. What weighs most (credentials, programs in containers) is written in
/// the transaction of the deed; for all other changes by the API <see cref="Authentication.AuditMiddleware"/> writes the row.
/// </summary>
public static class Audit
{
    private static readonly AsyncLocal<Note?> Current = new();

    /// <param name="action">A verb: create, revoke, sign-in.</param>
    /// <param name="resource">A table or route: tokens, apps.</param>
    public static Task AddAsync(NpgsqlConnection connection, Actor actor, string action, string resource, string resourceId) =>
        AddAsync(connection, actor, action, resource, resourceId, new Dictionary<string, string>());

    /// <param name="detail">What else the address named, such as the app: no values that were sent.</param>
    public static Task AddAsync(NpgsqlConnection connection, Actor actor, string action, string resource, string resourceId, IReadOnlyDictionary<string, string> detail)
    {
        if (Current.Value is { } note)
            note.IsWritten = true;
        return connection.ExecuteAsync(
            "insert into audit (organization_id, actor, action, resource, resource_id, detail) values (@Organization, @Name, @action, @resource, @resourceId, @text::jsonb)",
            new { actor.Organization, actor.Name, action, resource, resourceId, text = JsonSerializer.Serialize(detail) });
    }

    /// <summary>From here on, in this request, it can be seen whether a row was written.</summary>
    internal static Note Watch() => Current.Value = new Note();

    internal sealed class Note
    {
        public bool IsWritten { get; set; }
    }
}
