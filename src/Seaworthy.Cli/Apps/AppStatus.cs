using Seaworthy.Cli.Output;
using Seaworthy.Client.Apps;

namespace Seaworthy.Cli.Apps;

/// <summary>How an app is, in a word or two.</summary>
public static class AppStatus
{
    /// <summary>"failed" would say that something has broken: where nothing ever was live, nothing has.</summary>
    public static Inked Of(App app) => app is { Status: "failed", Release: null } ? new Inked("never live", Ink.Bad) : Inked.Status(app.Status);
}
