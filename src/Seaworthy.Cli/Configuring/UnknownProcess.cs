using Seaworthy.Cli.Output;

namespace Seaworthy.Cli.Configuring;

/// <summary>What is said of a process that no release has brought yet is kept for one that does; more often the name is mistyped.</summary>
public static class UnknownProcess
{
    /// <param name="what">What a release that brings it does: "has these settings".</param>
    public static async Task TellAsync(Session session, string process, string what, CancellationToken cancellation)
    {
        var known = (await session.Client.Processes.List(session.App).SendAsync(cancellation)).Select(found => found.Name).ToList();
        if (known.Count > 0 && !known.Contains(process))
            session.Error.Line(new Inked($"  The app has no process {process} yet: a release that brings one {what}. There are: {string.Join(", ", known)}.", Ink.Busy));
    }
}
