namespace Seaworthy.Machine.Docker;

/// <summary>/etc/docker/daemon.json, written only where nobody has written one: an engine that sea sets up keeps containers running
/// while it restarts. Written before the engine is installed, because its package may start it at once.</summary>
public static class EngineConfiguration
{
    private const string File = "/etc/docker/daemon.json";

    public static void WriteIfAbsent()
    {
        if (System.IO.File.Exists(File))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, "{\n  \"live-restore\": true\n}\n");
    }
}
