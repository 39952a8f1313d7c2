using Dapper;
using Microsoft.AspNetCore.Identity;
using Seaworthy.Server.Accounts.Users;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Accounts.Setup;

/// <summary>Makes the first user, owner of the default organization. Of two who try at the same moment one succeeds.</summary>
internal sealed class CreateFirstAdministrator(Db db, Installation installation, IPasswordHasher<User> passwords, ILookupNormalizer normalizer)
{
    /// <returns>The new user, or null if an administrator exists or a newer link has voided this one.</returns>
    public Task<User?> RunAsync(SetupPass pass, string name, string email, string password, CancellationToken ct)
    {
        var user = new User
        {
            Id = Ids.New<UserId>(),
            Name = name,
            Email = email,
            NormalizedEmail = normalizer.NormalizeName(email),
            SecurityStamp = Guid.NewGuid().ToString("n"),
        };
        user.PasswordHash = passwords.HashPassword(user, password);
        return db.InTransactionAsync(
            async connection =>
            {
                if (await Administrators.ExistAsync(connection)
                    || !await connection.ExecuteScalarAsync<bool>("select exists (select 1 from setup_links where id = @Link)", new { pass.Link }))
                    return null;
                await UserStore.InsertAsync(connection, user);
                await connection.ExecuteAsync(
                    "insert into memberships (organization_id, user_id, role) values (@organization, @Id, 'owner'); delete from setup_links",
                    new { organization = installation.DefaultOrganization, user.Id });
                await Audit.AddAsync(connection, new Actor(installation.DefaultOrganization, email, Role.Owner, false, null, user.Id), "create", "users", user.Id.ToString());
                return user;
            },
            ct);
    }
}
