namespace Seaworthy.Packs;

/// <summary>Files that are served as they are: a folder with an <c>index.html</c>.</summary>
public static class StaticPack
{
    /// <summary>The image that serves <c>/srv</c> on port 8080 as a user without rights.</summary>
    public const string BaseImage = "seaworthy/static:1";

    public static IReadOnlyList<string> Folders { get; } = ["public", "dist", "build", "site"];

    // Everything that begins with a dot stays out: .git, .env, editors' folders. /.well-known is meant to be served.
    private const string DockerIgnore = """
        **/.*
        !**/.well-known
        **/.well-known/**/.*
        **/node_modules
        Dockerfile*
        Procfile

        """;

    /// <summary>Null if there is no index.html.</summary>
    internal static Detection? Detect(SourceFolder folder)
    {
        var served = folder.Has("index.html") ? folder.Path : Folders.Where(name => folder.Has($"{name}/index.html")).Select(folder.At).FirstOrDefault();
        if (served is null)
            return null;
        return new Detection.Found(new BuildPlan
        {
            Pack = "static",
            ContextPath = served,
            Generated = new GeneratedFiles($"""
                FROM {BaseImage}
                COPY . /srv

                """, DockerIgnore),
            Processes = [PlannedProcess.ImagesOwnWeb],
            Reasons = [$"there is no Dockerfile, but {(served.Length == 0 ? "index.html" : $"{served}/index.html")}: its folder is served as it is"],
        });
    }
}
