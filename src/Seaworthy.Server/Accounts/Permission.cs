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
    RunsRead,

    /// <summary>Start and stop one-off commands, and type into them.</summary>
    RunsWrite,

    /// <summary>Run a program inside a running container.</summary>
    ExecWrite,
    StatsRead,
    TokensManage,

    /// <summary>Credentials for image registries: who has them can read what they open.</summary>
    RegistriesManage,

    /// <summary>What only the administrator of the machine may do: setup links, local paths as sources.</summary>
    HostAdministrate,
}
