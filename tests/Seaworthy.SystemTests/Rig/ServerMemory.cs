using System.Globalization;

namespace Seaworthy.SystemTests.Rig;

/// <summary>The resident memory of one process, in megabytes: when the watch began, and the most since.</summary>
public sealed class ServerMemory
{
    private readonly int process;

    private ServerMemory(int process)
    {
        this.process = process;
        Before = Read("VmRSS");
    }

    public double Before { get; }

    /// <summary>By the kernel's own mark, so that no moment is missed.</summary>
    public double Peak => Read("VmHWM");

    public static ServerMemory Watch(int process)
    {
        // Sets the mark back to what is used now.
        File.WriteAllText($"/proc/{process}/clear_refs", "5");
        return new ServerMemory(process);
    }

    /// <summary>A line is <c>VmHWM:	  123456 kB</c>.</summary>
    private double Read(string name) => double.Parse(
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith($"{name}:", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024;
}
