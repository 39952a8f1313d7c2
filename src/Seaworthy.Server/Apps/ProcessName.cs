using System.Text.RegularExpressions;

namespace Seaworthy.Server.Apps;

/// <summary>The name of a process: a letter, then letters, digits and dashes in lower case, 30 at most, as in a Procfile.</summary>
public static partial class ProcessName
{
    /// <summary>The one that visitors reach.</summary>
    public const string Web = "web";

    /// <summary>A Procfile's command that runs before the switch.</summary>
    public const string Release = "release";

    /// <summary>The settings' command that runs before the switch, instead of <see cref="Release"/>.</summary>
    public const string PreDeploy = "pre-deploy";

    public const string PostDeploy = "post-deploy";

    public static bool IsValid(string name) => Shape().IsMatch(name);

    /// <summary>It runs once and ends: it has no replicas and no port.</summary>
    public static bool IsCommand(string name) => name is Release or PreDeploy or PostDeploy;

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,29}\z")]
    private static partial Regex Shape();
}
