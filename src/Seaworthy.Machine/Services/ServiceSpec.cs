using System.Security.Cryptography;
using System.Text;
using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Services;

/// <summary>How a service is to run: which program, with which arguments and variables.</summary>
public sealed record ServiceSpec(Service Service, Command Command)
{
    /// <summary>
    /// Listening sockets that outlive the program: they belong to whoever keeps it, and it gets them by LISTEN_FDS. With them, a changed
    /// program takes over from the one that runs without a moment in which nobody accepts.
    /// </summary>
    public IReadOnlyList<SocketSpec> Sockets { get; init; } = [];

    /// <summary>Carried by the running process, so that anybody can see which spec it was started from.</summary>
    public const string FingerprintVariable = "SEAWORTHY_SPEC";

    /// <summary>Changes with anything that the running process would have to be restarted for.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
    [
        Command.Program, .. Command.Arguments,
        .. Command.Environment.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"),
    ]))))[..16];
}
