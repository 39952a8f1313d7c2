using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Processes;

namespace Seaworthy.Cli.Host;

/// <summary>
/// `sea` of a checkout in a folder of its own: an upgrade builds `sea` anew where it lies, and a program whose files are replaced while
/// it runs may end in any way.
/// </summary>
public sealed class OwnCopy
{
    /// <summary>Tells the copy that it is one.</summary>
    public const string Variable = "SEAWORTHY_OWN_COPY";

    private readonly string folder;

    private OwnCopy(string folder) => this.folder = folder;

    /// <summary>Null where this program is the copy.</summary>
    public static OwnCopy? Of(SeaworthyHome home) =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } ? null : new OwnCopy(Path.Combine(home.Run, "sea"));

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        (await new Command("cp", "--archive", "--no-target-directory", "--", AppContext.BaseDirectory, folder).RunAsync(cancellation))
            .OrThrow($"sea could not be copied to {folder}", "Is the disk full?");
        try
        {
            return await Foreground.RunAsync(
                new Command(Path.Combine(folder, Path.GetFileName(Environment.ProcessPath!)), [.. Environment.GetCommandLineArgs().Skip(1)]) { Environment = new Dictionary<string, string?> { [Variable] = "1" } },
                Foreground.TimeToTidyUp, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
