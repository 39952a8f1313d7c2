namespace Seaworthy.SystemTests.Rig.Git;

/// <summary>The files of a repository: path → text. The applications are all <c>tests/Seaworthy.TestApp</c>.</summary>
public sealed record SourceFiles(IReadOnlyDictionary<string, string> Texts)
{
    /// <summary>No file that says how to build or serve this.</summary>
    public static SourceFiles Unknown { get; } = Of(("notes.txt", "Nothing to build here.\n"));

    /// <summary>A Dockerfile; <paramref name="environment"/> holds <c>NAME=value</c> settings of the test application.</summary>
    public static SourceFiles Dockerfile(string image, string version, params string[] environment) => Of(
        ("Dockerfile", $"""
            FROM {image}
            ENV VERSION={version}
            {string.Join('\n', environment.Select(setting => $"ENV {setting}"))}
            """));

    /// <summary>The Dockerfile and a Procfile with a web, a worker and a release process.</summary>
    public static SourceFiles Procfile(string image, string version, params string[] environment) =>
        Dockerfile(image, version, environment).With("Procfile", """
            web: /app web
            worker: /app worker
            release: /app release

            """);

    public static SourceFiles Static(string text) => Of(("index.html", $"<!doctype html><title>{text}</title>\n"));

    /// <summary>The second step prints three lines and fails with status 7.</summary>
    public static SourceFiles FailingStep(string image) => Of(
        ("Dockerfile", $"""
            FROM {image}
            RUN echo compiling; echo linking; echo "undefined reference to main" >&2; exit 7
            """));

    /// <summary>Line 2 is no instruction.</summary>
    public static SourceFiles UnknownInstruction(string image) => Of(
        ("Dockerfile", $"""
            FROM {image}
            FETCH everything
            """));

    /// <summary>With further lines at the end of its Dockerfile.</summary>
    public SourceFiles Appended(string instructions) => With("Dockerfile", $"{Texts["Dockerfile"]}\n{instructions}\n");

    public SourceFiles With(string path, string text) => new(new Dictionary<string, string>(Texts) { [path] = text });

    private static SourceFiles Of(params (string Path, string Text)[] files) => new(files.ToDictionary(file => file.Path, file => file.Text));
}
