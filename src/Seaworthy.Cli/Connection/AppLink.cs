namespace Seaworthy.Cli.Connection;

/// <summary>Which app a folder belongs to: SEAWORTHY_APP, or one line in a file `.seaworthy` in the folder or one above it.</summary>
public static class AppLink
{
    public const string FileName = ".seaworthy";
    public const string Variable = "SEAWORTHY_APP";

    public static string? Find(Surroundings around)
    {
        if (around.Variable(Variable) is { } named)
            return named;
        for (var folder = new DirectoryInfo(around.Folder); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, FileName);
            if (File.Exists(file) && File.ReadLines(file).Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) is { } slug)
                return slug;
        }
        return null;
    }

    public static void Write(Surroundings around, string slug) => File.WriteAllText(Path.Combine(around.Folder, FileName), slug + "\n");
}
