namespace Seaworthy.Server.Apps.Projects;

/// <summary>A new project, or changes of one: what is null stays as it is.</summary>
public sealed record ProjectRequest
{
    public string? Name { get; init; }

    public string? Description { get; init; }

    internal Dictionary<string, string[]> Faults(bool isNew)
    {
        var faults = new Dictionary<string, string[]>();
        if (isNew && string.IsNullOrWhiteSpace(Name))
            faults["name"] = ["is required"];
        else if (Name is not null && (string.IsNullOrWhiteSpace(Name) || Name.Length > 100 || Name.Any(char.IsControl) || Name.Contains('/', StringComparison.Ordinal)))
            faults["name"] = ["must be 1 to 100 characters on one line, without a slash"];
        else if (Guid.TryParse(Name, out _))
            faults["name"] = ["must not look like an id"];
        if (Description is { Length: > 1000 })
            faults["description"] = ["is longer than 1000 characters"];
        return faults;
    }
}

public sealed record ProjectShape(Guid Id, string Name, string Description, int Apps, DateTimeOffset CreatedAt)
{
    internal static ProjectShape From(Project project) => new(project.Id.Value, project.Name, project.Description, project.Apps, project.CreatedAt);
}
