namespace Seaworthy.Edge.Routing;

/// <summary>A table that is ready to serve.</summary>
/// <param name="Left">Targets of the table before it to which this one does not lead any more, or not at that address.</param>
internal sealed record Compilation(CompiledTable Table, IReadOnlyList<RoutedTarget> Left);
