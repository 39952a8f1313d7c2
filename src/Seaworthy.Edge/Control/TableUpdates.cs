using System.Text.Json;
using Seaworthy.Edge.Balancing;
using Seaworthy.Edge.Client;
using Seaworthy.Edge.Counting;
using Seaworthy.Edge.HandingOver;
using Seaworthy.Edge.Routing;
using Seaworthy.Edge.State;

namespace Seaworthy.Edge.Control;

/// <summary>Makes a declared table the serving one: checked, compiled, on disk, swapped; one at a time.</summary>
internal sealed class TableUpdates(LiveTable live, TableCompiler compiler, TableFile file, LiveTargets targets, CountsByApp counts, Office office, ILogger log)
{
    private readonly Lock updating = new();

    /// <summary>Serves what was kept, if anything was.</summary>
    public void Restore()
    {
        try
        {
            if (file.Load() is not { } table)
                return;
            if (Describe(TableFaults.Of(table)) is { Length: > 0 } faults)
                throw new JsonException(faults);
            lock (updating)
                Swap(table);
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
            Swap(table);
            return new TableUpdate.Applied(table.Version);
        }
    }

    /// <summary>When this returns, the table on disk is the one that serves, and stays so.</summary>
    public void StepAside()
    {
        lock (updating)
            office.StepAside();
    }

    private void Swap(RouteTable table)
    {
        var compiled = compiler.Compile(table, live.Current);
        live.Swap(compiled);
        targets.Forget(compiled);
        counts.Forget(table);
        log.TableApplied(table.Version, table.Apps.Count, compiled.Targets.Count);
    }

    private static string Describe(IReadOnlyDictionary<string, IReadOnlyList<string>> faults) =>
        string.Join(' ', faults.Take(20).SelectMany(fault => fault.Value.Select(message => $"{fault.Key}: {message}")));
}
