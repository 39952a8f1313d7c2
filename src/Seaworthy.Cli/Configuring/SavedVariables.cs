using Seaworthy.Cli.Output;

namespace Seaworthy.Cli.Configuring;

/// <summary>How variables were before a change, as the command that sets them back.</summary>
public static class SavedVariables
{
    /// <returns>"sea env set A=1" or "sea env unset A"; null where nobody would be told, or where it takes more than one command.</returns>
    public static async Task<string?> OfAsync(Session session, IEnumerable<string> keys, CancellationToken cancellation)
    {
        if (session.DryRun || session.Json)
            return null;
        var environment = await session.Client.Environment.Get(session.App).SendAsync(cancellation);
        var before = keys.Select(key => (Key: key, Variable: environment.Variables?.FirstOrDefault(variable => variable.Key == key))).ToList();
        if (before.TrueForAll(one => one.Variable is null))
            return $"sea env unset {string.Join(' ', before.Select(one => one.Key))}";
        // What a secret was is shown to nobody.
        return before.TrueForAll(one => one.Variable is { Kind: not "secret" })
            ? $"sea env set {string.Join(' ', before.Select(one => ShellWord.Of($"{one.Key}={one.Variable!.Value}")))}"
            : null;
    }
}
