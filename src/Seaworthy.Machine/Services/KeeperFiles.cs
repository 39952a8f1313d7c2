using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Services;

/// <summary>What keep.sh reads and writes: the script itself, what it is to run, and who runs.</summary>
internal sealed class KeeperFiles(SeaworthyHome home)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Script => Path.Combine(home.Bin, "keep");

    public void Write(ServiceSpec spec)
    {
        InstallScript();
        WriteStrings(At(spec.Service, "command"), [spec.Service.StopSignal, spec.Command.Program, .. spec.Command.Arguments]);
        WriteStrings(At(spec.Service, "environment"), ServiceEnvironment.Of(spec).Where(pair => pair.Value is not null).Select(pair => $"{pair.Key}={pair.Value}"));
    }

    /// <summary>Which sockets its keeper holds, as text to compare; empty for none.</summary>
    public string HeldSockets(Service service) => File.Exists(At(service, "sockets")) ? File.ReadAllText(At(service, "sockets")) : "";

    public void NoteSockets(Service service, string held)
    {
        File.Delete(At(service, "sockets"));
        if (held.Length > 0)
            File.WriteAllText(At(service, "sockets"), held);
    }

    public void ForgetFailure(Service service) => File.Delete(At(service, "failed"));

    /// <summary>The last one that was to take over did not come up.</summary>
    public bool HasFailed(Service service) => File.Exists(At(service, "failed"));

    /// <summary>Reads a file "pid start-time"; null when that very process does not run any more.</summary>
    public ProcessIdentity? Identity(Service service, string kind)
    {
        string[] words;
        try
        {
            words = File.ReadAllText(At(service, kind)).Split(' ', StringSplitOptions.TrimEntries);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            // A keeper that ends takes its files with it, at any moment.
            return null;
        }
        return words.Length == 2 && int.TryParse(words[0], out var id) && long.TryParse(words[1], out var start)
            && new ProcessIdentity(id, start) is { IsRunning: true } process ? process : null;
    }

    public void Remove(Service service)
    {
        foreach (var kind in new[] { "command", "environment", "sockets", "failed", "pid", "keeper", "lock" })
            File.Delete(At(service, kind));
    }

    private static void WriteStrings(string file, IEnumerable<string> strings)
    {
        var fresh = file + ".new";
        File.Delete(fresh);
        using (var stream = new StreamWriter(fresh, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            stream.Write(string.Concat(strings.Select(text => text + '\0')));
        File.Move(fresh, file, overwrite: true);
    }

    /// <summary>Replaced in one step: keepers that run go on reading the old file.</summary>
    private void InstallScript()
    {
        using var script = typeof(Keepers).Assembly.GetManifestResourceStream("keep.sh")!;
        var fresh = Script + ".new";
        using (var file = File.Create(fresh))
            script.CopyTo(file);
        File.Move(fresh, Script, overwrite: true);
    }

    private string At(Service service, string kind) => Path.Combine(home.Run, $"{service.Name}.{kind}");
}
