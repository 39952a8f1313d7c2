using Microsoft.OpenApi;

namespace Seaworthy.Server.Api.OpenApi;

/// <summary>What the groups of operations are about, in the order in which somebody new meets them.</summary>
internal static class TagWords
{
    private static readonly (string Tag, string Words)[] Known =
    [
        ("apps", "What you want to run: settings, replicas, start and stop."),
        ("projects", "Groups of apps."),
        ("environment", "An app's variables, plain and secret."),
        ("processes", "What an app consists of, and how many of each run."),
        ("volumes", "Folders that outlive releases."),
        ("sources", "Where an app's code comes from: Git, an archive, an image; deploy keys."),
        ("registries", "Credentials for image registries."),
        ("builds", "Source code becomes an image."),
        ("deployments", "One attempt each to bring a change live."),
        ("releases", "Frozen and numbered: what can be compared, and rolled back to."),
        ("domains", "Host names and their certificates."),
        ("logs", "What apps print."),
        ("events", "What happened, step by step."),
        ("runs", "One-off commands in an app's image."),
        ("containers", "The containers behind it all."),
        ("tokens", "Who may use the API."),
        ("tickets", "Short-lived passes for WebSockets of browsers."),
        ("setup", "The first administrator."),
        ("metrics", "Counts and times, for monitors."),
        ("health", "Whether the server works, for load balancers and monitors."),
        ("api", "The API's own description."),
    ];

    public static void Describe(OpenApiDocument document)
    {
        var used = document.Paths.Values.SelectMany(path => path.Operations ?? []).SelectMany(operation => operation.Value.Tags ?? new HashSet<OpenApiTagReference>())
            .Select(tag => tag.Reference.Id!).ToHashSet(StringComparer.Ordinal);
        var known = Known.Where(tag => used.Remove(tag.Tag)).Select(tag => new OpenApiTag { Name = tag.Tag, Description = tag.Words });
        document.Tags = new HashSet<OpenApiTag>([.. known, .. used.Order(StringComparer.Ordinal).Select(tag => new OpenApiTag { Name = tag })]);
    }
}
