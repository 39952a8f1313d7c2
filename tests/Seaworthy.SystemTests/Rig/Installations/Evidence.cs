namespace Seaworthy.SystemTests.Rig.Installations;

/// <summary>Keeps what tells why a test failed: what the app's deployments, events and containers say, and what the edge knew.</summary>
public static class Evidence
{
    public static async Task Collect(TestedApp app, CancellationToken cancel)
    {
        var installation = app.World.Installation;
        var folder = Directory.CreateDirectory(Path.Combine(installation.Artifacts, app.Slug)).FullName;
        await Keep("test.txt", () => Task.FromResult(TestContext.Current.Test?.TestDisplayName ?? ""));
        foreach (var room in (string[])["", "/deployments", "/releases", "/events"])
            await Keep($"app{room.Replace('/', '-')}.json", () => installation.Admin.SendText(HttpMethod.Get, app.Path + room, null, cancel));
        await Keep("containers.txt", () => installation.Engine.Docker(["container", "ls", "--all", "--no-trunc", "--filter", $"label=seaworthy.app={app.Id}"], cancel));
        foreach (var container in await Containers.Ids(app, cancel))
            await Keep($"container-{container}.log", () => installation.Engine.Logs(container, cancel));
        foreach (var part in (string[])["table.json", "table.json.changes"])
            await Keep($"edge-{part}", () => File.ReadAllTextAsync(Path.Combine(installation.Home, "edge", part), cancel));

        async Task Keep(string name, Func<Task<string>> read)
        {
            // One piece of evidence that cannot be had must not hide the others, nor the failure itself.
            string text;
            try
            {
                text = await read();
            }
            catch (Exception error)
            {
                text = error.ToString();
            }
            await File.WriteAllTextAsync(Path.Combine(folder, name), text, cancel);
        }
    }
}
