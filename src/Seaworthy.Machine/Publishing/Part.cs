namespace Seaworthy.Machine.Publishing;

/// <summary>A program of ours that is published and runs as a service.</summary>
/// <param name="Name">Its folder under bin/: "server".</param>
/// <param name="Program">Its project and executable: "Seaworthy.Server".</param>
public sealed record Part(string Name, string Program)
{
    public static readonly Part Edge = new("edge", "Seaworthy.Edge");
    public static readonly Part Server = new("server", "Seaworthy.Server");
}

/// <summary>A part, built and ready to run.</summary>
/// <param name="Version">Twelve digits that change with the content of its sources.</param>
public sealed record Published(Part Part, string Version, string Folder)
{
    public string Executable => Path.Combine(Folder, Part.Program);
}
