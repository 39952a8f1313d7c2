using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Installations;

namespace Seaworthy.SystemTests.Crashes;

/// <summary>A test that kills parts of a world which no others share: its apps go when it ends, and leave their evidence when it failed.</summary>
public abstract class CrashTest(CrashWorld crash) : IClassFixture<CrashWorld>, IAsyncDisposable
{
    private readonly List<TestedApp> apps = [];

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected World World => crash.World;

    protected Installation Installation => World.Installation;

    public async ValueTask DisposeAsync()
    {
        foreach (var app in apps)
        {
            if (TestContext.Current.TestState?.Result == TestResult.Failed)
                await Evidence.Collect(app, CancellationToken.None);
            await app.Delete(CancellationToken.None);
        }
        GC.SuppressFinalize(this);
    }

    protected async Task KillAndRestart()
    {
        await Installation.KillServer(Cancel);
        Installation.StartServer();
        await Installation.BecomesReady(Cancel);
    }

    /// <param name="settings">Further fields of <c>POST /api/v1/apps</c>.</param>
    protected async Task<TestedApp> Create(params (string Field, object Value)[] settings)
    {
        var app = await TestedApp.Create(World, settings, Cancel);
        apps.Add(app);
        return app;
    }

    /// <summary>An app whose first deployment, of a Dockerfile, serves.</summary>
    protected async Task<TestedApp> CreateLiveApp(string version)
    {
        var app = await Create();
        await app.BecomesLive(await app.DeployDockerfile(version, Cancel), Cancel);
        return app;
    }
}
