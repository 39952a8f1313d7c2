namespace Seaworthy.Server.Apps.Settings;

/// <summary>An app with what a request asks for: null leaves, "" and 0 remove.</summary>
internal static class AppChanges
{
    /// <param name="merge">Of labels and build arguments only the named keys change, and null removes one; else they are replaced.</param>
    public static App ApplyTo(this AppRequest request, App app, bool merge) => app with
    {
        Name = request.Name ?? app.Name,
        Slug = request.Slug ?? app.Slug,
        Description = request.Description ?? app.Description,
        Port = request.ExposedPort is null ? app.Port : request.ExposedPort is 0 ? null : request.ExposedPort,
        HealthPath = Text(request.HealthPath, app.HealthPath),
        MemoryBytes = request.MemoryLimit ?? app.MemoryBytes,
        CpuMillis = request.CpuMillis ?? app.CpuMillis,
        Strategy = request.Strategy ?? app.Strategy,
        Hardened = request.Hardened ?? app.Hardened,
        ReturnWhenCrashing = request.ReturnWhenCrashing ?? app.ReturnWhenCrashing,
        DockerfilePath = request.DockerfilePath is { } path ? BuildSettings.NormalizePath(path) : app.DockerfilePath,
        BuildTarget = Text(request.BuildTarget, app.BuildTarget),
        BuildArgs = Map(request.BuildArgs, app.BuildArgs, merge),
        Labels = Map(request.Labels, app.Labels, merge),
        PreDeployCommand = request.PreDeployCommand is { } before ? CommandText.Parse(before) : app.PreDeployCommand,
        PostDeployCommand = request.PostDeployCommand is { } after ? CommandText.Parse(after) : app.PostDeployCommand,
        DrainSeconds = request.DrainSeconds ?? app.DrainSeconds,
        StopGraceSeconds = request.StopGraceSeconds ?? app.StopGraceSeconds,
        StartDeadlineSeconds = request.StartDeadlineSeconds ?? app.StartDeadlineSeconds,
    };

    private static string? Text(string? asked, string? now) => asked is null ? now : asked.Length == 0 ? null : asked;

    private static IReadOnlyDictionary<string, string> Map(Dictionary<string, string?>? asked, IReadOnlyDictionary<string, string> now, bool merge)
    {
        if (asked is null)
            return now;
        var map = merge ? new SortedDictionary<string, string>(now.ToDictionary(), StringComparer.Ordinal) : new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in asked)
        {
            if (value is null)
                map.Remove(key);
            else
                map[key] = value;
        }
        return map;
    }
}
