using Seaworthy.SystemTests.Rig.Installations;

namespace Seaworthy.SystemTests.Rig;

/// <summary>A test in the shared world: its apps go when it ends, and leave their evidence when it failed.</summary>
public abstract class SystemTest(SharedWorld shared) : IAsyncLifetime
{
    private readonly List<TestedApp> apps = [];

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected World World { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => World = await shared.Started;

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var app in apps)
        {
            if (TestContext.Current.TestState?.Result == TestResult.Failed)
                await Evidence.Collect(app, CancellationToken.None);
            await app.Delete(CancellationToken.None);
        }
        GC.SuppressFinalize(this);
    }

    /// <param name="settings">Further fields of <c>POST /api/v1/apps</c>.</param>
    protected async Task<TestedApp> CreateApp(params (string Field, object Value)[] settings)
    {
        var app = await TestedApp.Create(World, settings, Cancel);
        apps.Add(app);
        return app;
    }

    /// <summary>An app whose first deployment, of a Dockerfile, serves.</summary>
    protected async Task<TestedApp> CreateLiveApp(string version, params string[] environment)
    {
        var app = await CreateApp();
        await app.BecomesLive(await app.DeployDockerfile(version, Cancel, environment), Cancel);
        return app;
    }
}
