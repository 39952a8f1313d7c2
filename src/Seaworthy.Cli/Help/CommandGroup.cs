namespace Seaworthy.Cli.Help;

/// <summary>Commands that belong together, under one heading in the help.</summary>
public sealed record CommandGroup(string Title, IReadOnlyList<Verb> Verbs);
