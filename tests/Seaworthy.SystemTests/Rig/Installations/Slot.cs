using System.Net;

namespace Seaworthy.SystemTests.Rig.Installations;

/// <summary>
/// A numbered place on this machine for one installation: a directory and a range of addresses that no other test run has.
/// A file lock holds it, which the system lets go of when the test process ends, however that ends.
/// </summary>
public sealed class Slot : IDisposable
{
    private const int Count = 256;
    private readonly FileStream claim;

    private Slot(int number, FileStream claim)
    {
        Number = number;
        this.claim = claim;
    }

    public int Number { get; }

    /// <summary>Everything of the installation lies below it.</summary>
    public string Folder => FolderOf(Number);

    /// <summary>A /20 of 10.208.0.0/12.</summary>
    public IPNetwork Subnets => new(new IPAddress([10, (byte)(208 + Number / 16), (byte)(Number % 16 * 16), 0]), 20);

    private static string Root => Path.Combine(Path.GetTempPath(), "seaworthy-tests");

    /// <summary>Takes a free slot with an empty folder.</summary>
    public static async Task<Slot> Claim(CancellationToken cancel)
    {
        await Sweep(cancel);
        for (var number = 0; number < Count; number++)
        {
            if (TryClaim(number) is not { } slot)
                continue;
            if (!Directory.Exists(slot.Folder))
            {
                Directory.CreateDirectory(slot.Folder);
                return slot;
            }
            slot.Dispose();
        }
        throw new InvalidOperationException($"All {Count} places below {Root} are taken.");
    }

    /// <summary>Removes what test runs left behind that no longer run.</summary>
    private static async Task Sweep(CancellationToken cancel)
    {
        Directory.CreateDirectory(Root);
        for (var number = 0; number < Count; number++)
        {
            if (!Directory.Exists(FolderOf(number)) || TryClaim(number) is not { } slot)
                continue;
            using (slot)
                await Leftovers.Reap(slot.Folder, cancel);
        }
    }

    private static Slot? TryClaim(int number)
    {
        try
        {
            return new Slot(number, new FileStream(FolderOf(number) + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string FolderOf(int number) => Path.Combine(Root, $"{number}");

    public void Dispose() => claim.Dispose();
}
