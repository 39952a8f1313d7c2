using System.Collections;

namespace Seaworthy.Machine.Services;

/// <summary>What a service finds in its environment: what its spec says, and nothing of the terminal that started it.</summary>
public static class ServiceEnvironment
{
    public const string Path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The variables of a spec with those every process needs.</summary>
    public static IReadOnlyDictionary<string, string?> Of(ServiceSpec spec) =>
        new Dictionary<string, string?>(spec.Command.Environment)
        {
            ["PATH"] = Path,
            ["LANG"] = "C.UTF-8",
            [ServiceSpec.FingerprintVariable] = spec.Fingerprint,
        };

    /// <summary>For a keeper, which gives its program nothing of its own: what every process needs, and which descriptors are its sockets.</summary>
    public static IReadOnlyDictionary<string, string?> OfKeeper(string sockets, IDictionary inherited)
    {
        var variables = inherited.Keys.Cast<string>().ToDictionary(name => name, _ => (string?)null);
        variables["PATH"] = Path;
        variables["LANG"] = "C.UTF-8";
        if (sockets.Length > 0)
            variables["KEEP_SOCKETS"] = sockets;
        return variables;
    }
}
