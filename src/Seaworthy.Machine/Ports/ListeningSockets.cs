using System.Globalization;

namespace Seaworthy.Machine.Ports;

/// <summary>TCP sockets that listen, read from /proc/net/tcp and /proc/net/tcp6.</summary>
public static class ListeningSockets
{
    private const string Listening = "0A";

    private static readonly string[] tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>
    /// The inodes of the sockets that listen on a port, on whatever address. A line looks like
    /// <c>  0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 31337 1 …</c>
    /// </summary>
    public static IReadOnlySet<long> Inodes(int port)
    {
        var inodes = new HashSet<long>();
        foreach (var table in tables.Where(File.Exists))
            foreach (var line in File.ReadLines(table).Skip(1))
            {
                var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                var local = fields[1];
                if (fields[3] == Listening && int.Parse(local[(local.LastIndexOf(':') + 1)..], NumberStyles.HexNumber) == port)
                    inodes.Add(long.Parse(fields[9]));
            }
        return inodes;
    }
}
