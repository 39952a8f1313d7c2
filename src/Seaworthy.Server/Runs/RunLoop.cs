using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Work;

namespace Seaworthy.Server.Runs;

/// <summary>Looks after every run that is not over: it owns their time limits, their stops and their ends, also after a restart of the server.</summary>
public sealed class RunLoop(WorkQueue queue, Signals signals, AdvanceRun advance, ILogger<RunLoop> logger) : WorkLoop(queue, signals, logger)
{
    protected override string Kind => "runs";

    protected override Task<DateTimeOffset?> LookAsync(Guid key, CancellationToken ct) => advance.LookAsync(new RunId(key), ct);
}
