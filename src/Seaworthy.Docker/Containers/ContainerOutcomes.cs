namespace Seaworthy.Docker;

/// <summary>What became of a request to create a container.</summary>
public abstract record CreateContainerResult
{
    private CreateContainerResult()
    {
    }

    public sealed record Created(string Id, IReadOnlyList<string> Warnings) : CreateContainerResult;

    /// <summary>A container of this name exists; it may be the one meant, or somebody else's.</summary>
    public sealed record NameTaken(string Name) : CreateContainerResult;

    /// <summary>The engine has no such image; it is never pulled by itself.</summary>
    public sealed record ImageMissing(string Image) : CreateContainerResult;
}

public enum StartOutcome
{
    Started,
    AlreadyRunning,
}

public enum StopOutcome
{
    Stopped,
    AlreadyStopped,
    Absent,
}

public enum KillOutcome
{
    Signalled,
    NotRunning,
    Absent,
}

public enum RenameOutcome
{
    Renamed,
    NameTaken,
}

/// <summary>How a container stopped.</summary>
/// <param name="Error">Why it could not be waited for or run, in the engine's words; null if it ran.</param>
public sealed record ContainerExit(int ExitCode, string? Error);
