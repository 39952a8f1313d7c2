using System.Text.Json;
using Seaworthy.Edge.Balancing;
using Seaworthy.Edge.Client;
using Seaworthy.Edge.Counting;
using Seaworthy.Edge.HandingOver;
using Seaworthy.Edge.Routing;
using Seaworthy.Edge.State;

namespace Seaworthy.Edge.Control;

/// <summary>Makes a declared table, or a changed one, the serving one: checked, on disk, compiled, swapped; one at a time.</summary>
internal sealed class TableUpdates(LiveTable live, TableCompiler compiler, TableFile file, LiveTargets targets, CountsByApp counts, Office office, ILogger log)
{
    private readonly Lock updating = new();

    /// <summary>What the serving table was compiled from.</summary>
    private DeclaredTable declared = DeclaredTable.Nothing;

    /// <summary>Serves what was kept, if anything was.</summary>
    public void Restore()
    {
        try
        {
            if (file.LoadWhole() is not { } whole)
                return;
            if (Describe(TableFaults.Of(whole)) is { Length: > 0 } faults)
                throw new JsonException(faults);
            var table = DeclaredTable.Of(whole);
            file.LoadChanges(table.Version, change =>
            {
                var fault = change.Base != table.Version ? $"it changes table {change.Base}" : Describe(TableFaults.Of(change, table));
                if (fault.Length > 0)
                    log.ChangeForgotten(change.Version, table.Version, fault);
                else
                    table = table.With(change);
                return fault.Length == 0;
            });
            lock (updating)
                Swap(table, compiler.Compile(table, live.Current), appsLeft: []);
            log.TableApplied(table.Version, table.Apps.Count, live.Current.Targets.Count);
        }
        catch (JsonException e)
        {
            log.TablePutAside(file.PutAside(), e.Message);
        }
    }

    /// <exception cref="IOException">It cannot be kept; the old table serves on.</exception>
    /// <param name="bytes">The same table as JSON, as it is to be kept.</param>
    public TableUpdate Apply(RouteTable table, ReadOnlySpan<byte> bytes)
    {
        var faults = TableFaults.Of(table);
        if (faults.Count > 0)
        {
            log.TableRejected(table.Version, Describe(faults));
            return new TableUpdate.Rejected(faults);
        }
        lock (updating)
        {
            if (office.IsAside)
                return new TableUpdate.NotInOffice();
            var applied = live.Current.Version;
            if (table.Version == applied && file.Holds(bytes))
                return new TableUpdate.Applied(applied);
            if (table.Version <= applied)
                return new TableUpdate.Stale(applied);
            file.Save(bytes);
            var next = DeclaredTable.Of(table);
            Swap(next, compiler.Compile(next, live.Current), declared.Apps.Keys.Where(app => !next.Apps.ContainsKey(app)));
            log.TableApplied(table.Version, table.Apps.Count, live.Current.Targets.Count);
            return new TableUpdate.Applied(table.Version);
        }
    }

    /// <summary>Costs as much as the change is large, whatever the size of the table, apart from one copy of the dictionary of hosts.</summary>
    /// <exception cref="IOException">It cannot be kept; the old table serves on.</exception>
    /// <param name="bytes">The same change as JSON, as it is to be kept.</param>
    public TableUpdate Apply(TableChange change, ReadOnlySpan<byte> bytes)
    {
        lock (updating)
        {
            if (office.IsAside)
                return new TableUpdate.NotInOffice();
            if (change.Base != declared.Version || declared.Version == 0)
                return new TableUpdate.WholeNeeded(declared.Version);
            var faults = TableFaults.Of(change, declared);
            if (faults.Count > 0)
            {
                log.TableRejected(change.Version, Describe(faults));
                return new TableUpdate.Rejected(faults);
            }
            if (!file.TryKeep(bytes))
                return new TableUpdate.WholeNeeded(declared.Version);
            var next = declared.With(change);
            Swap(next, compiler.Compile(next, live.Current, declared, change.Touched()), change.Removed);
            log.TableChanged(next.Version, change.Apps.Count, change.Removed.Count, next.Apps.Count, live.Current.Targets.Count);
            return new TableUpdate.Applied(next.Version);
        }
    }

    /// <summary>When this returns, the table on disk is the one that serves, and stays so.</summary>
    public void StepAside()
    {
        lock (updating)
            office.StepAside();
    }

    private void Swap(DeclaredTable table, Compilation next, IEnumerable<Guid> appsLeft)
    {
        live.Swap(next);
        targets.Forget(next.Table, next.Left.Select(target => target.Instance));
        counts.Forget(appsLeft);
        declared = table;
    }

    private static string Describe(IReadOnlyDictionary<string, IReadOnlyList<string>> faults) =>
        string.Join(' ', faults.Take(20).SelectMany(fault => fault.Value.Select(message => $"{fault.Key}: {message}")));
}
