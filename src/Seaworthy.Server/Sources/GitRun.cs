using Seaworthy.Server.Platform.Processes;

namespace Seaworthy.Server.Sources;

/// <summary>What a run of git printed and how it ended.</summary>
public sealed record GitRun(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)
{
    /// <summary>What git says after every failure of a remote program, whatever it was.</summary>
    private static readonly HashSet<string> Boilerplate = ["fatal: Could not read from remote repository.", "Please make sure you have the correct access rights", "and the repository exists."];

    public bool Succeeded => ExitCode == 0;

    /// <summary>A sentence for people; the known causes in our words, others in git's.</summary>
    public string Explain(GitUrl url)
    {
        var text = string.Join('\n', Errors);
        return text switch
        {
            _ when Says("could not read Username") || Says("Authentication failed") || Says("error: 401") || Says("error: 403") =>
                $"{url} does not exist or is private. Check the address, or give a token in it: https://TOKEN@host/path.",
            _ when Says("not found") || Says("error: 404") || Says("does not appear to be a git repository") || Says("does not exist") => $"There is no repository at {url}.",
            _ when Says("error: 301") || Says("error: 302") || Says("error: 307") || Says("error: 308") || Says("redirect") =>
                $"{url} redirects to another address, which is not followed. Use the address that it redirects to.",
            _ when Says("Host key verification failed") => $"The host key of {url.Host} has changed since it was first seen, so it is not trusted.",
            _ when Says("timed out") || Says("Connection refused") || Says("Failed to connect") || Says("low speed") => $"{url.Host} does not answer: {LastWords()}",
            _ => $"git could not read {url}: {LastWords()}",
        };

        bool Says(string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);

        string LastWords() => string.Join(' ', Errors.Where(line => line.Length > 0 && !Boilerplate.Contains(line)).TakeLast(3)) is { Length: > 0 } words ? words : $"exit code {ExitCode}";
    }
}

/// <summary>How git is to be run: on which repository, by whom, towards which address.</summary>
internal sealed record GitSetting(Workspace Workspace, ProcessUser? User)
{
    /// <summary>Settings for <c>-c</c>: never secrets.</summary>
    public IReadOnlyList<string> Configuration { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
