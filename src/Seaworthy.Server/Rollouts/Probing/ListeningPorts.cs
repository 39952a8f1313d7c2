using System.Globalization;

namespace Seaworthy.Server.Rollouts.Probing;

/// <summary>The TCP ports that listen in a process's network namespace, read from <c>/proc/PID/net/tcp</c> and <c>tcp6</c>.</summary>
public sealed class ListeningPorts
{
    private const string Listening = "0A";
    private readonly HashSet<int> open = [];
    private readonly HashSet<int> loopback = [];

    public static ListeningPorts None { get; } = new();

    /// <summary>Nothing where the process is gone or cannot be looked into.</summary>
    public static ListeningPorts Of(int? pid)
    {
        if (pid is null)
            return None;
        var ports = new ListeningPorts();
        foreach (var table in (string[])["tcp", "tcp6"])
        {
            try
            {
                foreach (var line in File.ReadLines($"/proc/{pid}/net/{table}").Skip(1))
                    ports.Add(line);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return None;
            }
        }
        return ports;
    }

    /// <summary>The one port other than <paramref name="expected"/> that listens for connections from outside.</summary>
    public int? OnlyOtherThan(int expected) =>
        !open.Contains(expected) && open.Count == 1 ? open.Single() : null;

    /// <summary>The expected port, or else everything there is, listens for connections from inside only.</summary>
    public bool IsLoopbackOnly(int expected) =>
        !open.Contains(expected) && (loopback.Contains(expected) || (open.Count == 0 && loopback.Count > 0));

    /// <summary>Such as <c>0: 0100007F:1F90 00000000:0000 0A …</c>: local address and port in hexadecimal, then the state.</summary>
    internal void Add(string line)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 4 || fields[3] != Listening)
            return;
        var separator = fields[1].IndexOf(':', StringComparison.Ordinal);
        var address = fields[1][..separator];
        var port = int.Parse(fields[1][(separator + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        // The engine's embedded DNS listens on 127.0.0.11 in every container of our networks.
        if (address == "0B00007F")
            return;
        (IsLoopback(address) ? loopback : open).Add(port);
    }

    /// <summary>127.0.0.0/8 in the byte order of the machine, ::1, or 127.0.0.0/8 mapped into IPv6.</summary>
    private static bool IsLoopback(string address) =>
        address.Length == 8 ? address.EndsWith("7F", StringComparison.Ordinal)
        : address == "00000000000000000000000001000000" || (address.StartsWith("0000000000000000FFFF0000", StringComparison.Ordinal) && address.EndsWith("7F", StringComparison.Ordinal));
}
