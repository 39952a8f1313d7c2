using System.Collections.Frozen;

namespace Seaworthy.Server.Accounts;

/// <summary>Which permissions a role has: the one table.</summary>
public static class Roles
{
    private static readonly FrozenSet<Permission> All = Enum.GetValues<Permission>().ToFrozenSet();

    private static readonly FrozenDictionary<Role, FrozenSet<Permission>> Table = new Dictionary<Role, FrozenSet<Permission>>
    {
        [Role.Owner] = All,
        [Role.Admin] = All,
        [Role.Member] = All.Except([Permission.TokensManage, Permission.RegistriesManage, Permission.HostAdministrate]).ToFrozenSet(),
        [Role.Viewer] = new[]
        {
            Permission.AppsRead, Permission.BuildsRead, Permission.DeploymentsRead, Permission.EnvironmentRead, Permission.LogsRead,
            Permission.ContainersRead, Permission.RunsRead, Permission.StatsRead,
        }.ToFrozenSet(),
    }.ToFrozenDictionary();

    public static bool Allows(this Role role, Permission permission) => Table[role].Contains(permission);

    /// <summary>As the database, the API and people write it: <c>owner</c>, <c>admin</c>, <c>member</c> or <c>viewer</c>.</summary>
    public static string Word(this Role role) => role switch
    {
        Role.Owner => "owner",
        Role.Admin => "admin",
        Role.Member => "member",
        _ => "viewer",
    };
}
