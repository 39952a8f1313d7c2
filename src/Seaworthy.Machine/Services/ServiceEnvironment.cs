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

    /// <summary>The same for a child process, from which everything inherited is taken away.</summary>
    public static IReadOnlyDictionary<string, string?> Of(ServiceSpec spec, IDictionary inherited)
    {
        var variables = inherited.Keys.Cast<string>().ToDictionary(name => name, _ => (string?)null);
        foreach (var (name, value) in Of(spec))
            variables[name] = value;
        return variables;
    }
}
