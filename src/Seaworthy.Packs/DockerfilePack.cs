namespace Seaworthy.Packs;

/// <summary>A source with a Dockerfile of its own; a Procfile beside it adds processes.</summary>
internal static class DockerfilePack
{
    public static IReadOnlyList<string> Candidates { get; } = ["Dockerfile", "dockerfile", "Dockerfile.prod", "Dockerfile.production"];

    /// <summary>Null if the folder has none.</summary>
    public static async Task<Detection?> DetectAsync(SourceFolder folder) =>
        Candidates.FirstOrDefault(folder.Has) is { } name ? await PlanAsync(folder, folder.At(name), $"{folder.Name} has a {name}") : null;

    /// <summary>The one that the owner named: from the folder, else from the source's root.</summary>
    public static async Task<Detection> DetectNamedAsync(SourceFolder folder, string name) =>
        folder.Has(name) ? await PlanAsync(folder, folder.At(name), $"the Dockerfile to use is set to {name}")
        : folder.Tree.Has(name) ? await PlanAsync(folder, name, $"the Dockerfile to use is set to {name}")
        : new Detection.NotFound($"There is no file {name} in {folder.Name}{(folder.Path.Length > 0 ? " nor in the root of the source" : "")}. Check the path of the Dockerfile; a link is not followed.");

    private static async Task<Detection> PlanAsync(SourceFolder folder, string dockerfile, string reason)
    {
        var reasons = new List<string> { reason };
        IReadOnlyList<PlannedProcess> processes = [PlannedProcess.ImagesOwnWeb];
        if (folder.Has(Procfile.Name))
        {
            var procfile = Procfile.Parse(await folder.ReadAsync(Procfile.Name));
            if (procfile.Error is not null)
                return new Detection.NotFound(procfile.Error);
            reasons.Add($"its Procfile names {string.Join(", ", procfile.Processes.Select(process => process.Name))}");
            processes = procfile.Processes;
            if (processes.All(process => process.Name != PlannedProcess.Web))
            {
                processes = [PlannedProcess.ImagesOwnWeb, .. processes];
                reasons.Add("the Procfile names no web, so the image's own command is web");
            }
        }
        return new Detection.Found(new BuildPlan
        {
            Pack = "dockerfile",
            ContextPath = folder.Path,
            DockerfilePath = dockerfile,
            Processes = processes,
            Reasons = reasons,
        });
    }
}
