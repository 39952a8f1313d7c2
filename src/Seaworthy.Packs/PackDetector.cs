namespace Seaworthy.Packs;

/// <summary>Finds out how a source is built. The first pack that recognizes it wins; an own Dockerfile always goes first.</summary>
public static class PackDetector
{
    public static async Task<Detection> DetectAsync(ISourceTree tree, PackRequest request)
    {
        var folder = new SourceFolder(tree, request.BasePath);
        if (folder.IsMissing)
            return new Detection.NotFound($"The source has no folder {request.BasePath}. Check the base path.");
        if (request.DockerfilePath is not null)
            return await DockerfilePack.DetectNamedAsync(folder, request.DockerfilePath);
        return await DockerfilePack.DetectAsync(folder)
            ?? StaticPack.Detect(folder)
            ?? new Detection.NotFound($"""
                It is not clear how to build this. In {folder.Name} there is none of {string.Join(", ", DockerfilePack.Candidates)}, nor an index.html there or in {string.Join(", ", StaticPack.Folders)}.
                Add a Dockerfile, or name the one to use, or the folder that is to be built.
                """);
    }
}
