using System.Security.Cryptography;
using Dapper;
using Npgsql;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Secrets;

namespace Seaworthy.Server.Platform;

/// <summary>
/// This installation: its id (in the labels of everything that is ours), the token by which the edge recognizes our probes, the
/// one server and the default organization and project. Made at the first start, loaded at every later one.
/// </summary>
public sealed class Installation(PlatformOptions options, Db db)
{
    private Facts? facts;
    private MasterKey? masterKey;

    public Guid Id => Loaded.Id;

    public string ProbeToken => Loaded.ProbeToken;

    public Guid ServerId => Loaded.ServerId;

    public OrganizationId DefaultOrganization => Loaded.OrganizationId;

    public ProjectId DefaultProject => Loaded.ProjectId;

    public MasterKey MasterKey => masterKey ?? throw new InvalidOperationException("The installation is not loaded yet.");

    private Facts Loaded => facts ?? throw new InvalidOperationException("The installation is not loaded yet.");

    /// <summary>Called once at start, under the boot lock, before anything else reads the database.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        await db.InTransactionAsync(
            async connection =>
            {
                var sealedBefore = await connection.ExecuteScalarAsync<bool>("select exists (select 1 from data_keys)");
                masterKey = MasterKey.Load(options.KeysDirectory, mayCreate: !sealedBefore);
                if (!await connection.ExecuteScalarAsync<bool>("select exists (select 1 from installation)"))
                    await CreateAsync(connection);
                facts = await connection.QuerySingleAsync<Facts>("""
                    select i.id, i.probe_token, s.id as server_id, o.id as organization_id, p.id as project_id
                    from installation i, servers s, organizations o join projects p on p.organization_id = o.id
                    order by o.created_at, p.created_at limit 1
                    """);
            },
            ct);
    }

    private async Task CreateAsync(NpgsqlConnection connection)
    {
        var organization = Ids.New<OrganizationId>();
        await connection.ExecuteAsync(
            """
            insert into installation (id, probe_token) values (@id, @probe);
            insert into servers (id, name) values (@server, @host);
            insert into organizations (id, name) values (@organization, 'Default');
            insert into projects (id, organization_id, name) values (@project, @organization, 'Default');
            """,
            new
            {
                id = Guid.CreateVersion7(),
                probe = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
                server = Guid.CreateVersion7(),
                host = Environment.MachineName,
                organization,
                project = Ids.New<ProjectId>(),
            });
        await new DataKeys(db, MasterKey).CreateAsync(connection, organization);
    }

    private sealed record Facts
    {
        public Guid Id { get; init; }

        public string ProbeToken { get; init; } = "";

        public Guid ServerId { get; init; }

        public OrganizationId OrganizationId { get; init; }

        public ProjectId ProjectId { get; init; }
    }
}
