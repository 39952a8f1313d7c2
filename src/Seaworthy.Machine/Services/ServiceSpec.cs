using System.Security.Cryptography;
using System.Text;
using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Services;

/// <summary>A process that should always run.</summary>
public sealed record ServiceSpec
{
    /// <summary>Carried by the running process, so that anybody can see which spec it was started from.</summary>
    public const string FingerprintVariable = "SEAWORTHY_SPEC";

    /// <summary>One of <see cref="ServiceNames"/>: log file, pid file and systemd unit are called after it.</summary>
    public required string Name { get; init; }

    /// <summary>One line for people.</summary>
    public required string Description { get; init; }

    public required Command Command { get; init; }

    /// <summary>Asks it to end in good order.</summary>
    public string StopSignal { get; init; } = "TERM";

    /// <summary>It is killed when it has not ended by then.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Names of services that should be started earlier where both are to be started; it never waits for them to work.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>Changes with anything that the running process would have to be restarted for.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
    [
        Command.Program, .. Command.Arguments,
        .. Command.Environment.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"),
    ]))))[..16];
}
