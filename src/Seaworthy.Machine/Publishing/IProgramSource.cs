namespace Seaworthy.Machine.Publishing;

/// <summary>What programs are made from.</summary>
public interface IProgramSource
{
    /// <summary>Twelve digits that change with the program.</summary>
    string Version(Part part);

    /// <summary>Puts the program, ready to run, into a folder that does not exist yet.</summary>
    Task ProvideAsync(Part part, string folder, CancellationToken cancellation);
}
