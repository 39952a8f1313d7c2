namespace Seaworthy.Server.Platform.Database;

/// <summary>Gathers for which keys there were signals, up to a limit: of more, only that there were.</summary>
public sealed class SignalledKeys
{
    private const int Most = 1000;
    private readonly Lock gate = new();
    private HashSet<Guid> keys = [];
    private bool isAll;

    /// <param name="key">Null: all, or unknown.</param>
    internal void Add(Guid? key)
    {
        lock (gate)
        {
            if (key is { } one && keys.Count < Most)
                keys.Add(one);
            else
                isAll = true;
        }
    }

    /// <returns>Null: all, or unknown.</returns>
    internal IReadOnlyCollection<Guid>? Take()
    {
        lock (gate)
        {
            IReadOnlyCollection<Guid>? taken = isAll ? null : keys;
            (keys, isAll) = ([], false);
            return taken;
        }
    }
}
