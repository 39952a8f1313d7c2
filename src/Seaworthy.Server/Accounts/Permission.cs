namespace Seaworthy.Server.Accounts;

/// <summary>What an endpoint, page or socket may do. Each declares exactly one; roles are sets of these.</summary>
public enum Permission
{
    AppsRead,
    AppsWrite,
    AppsDelete,
    BuildsRead,
    BuildsWrite,
    DeploymentsRead,
    DeploymentsWrite,
    EnvironmentRead,
    EnvironmentWrite,
    LogsRead,
    ContainersRead,
    ContainersWrite,
    StatsRead,
    TokensManage,

    /// <summary>What only the administrator of the machine may do: setup links, local paths as sources.</summary>
    HostAdministrate,
}
