using System.CommandLine;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Apps;

namespace Seaworthy.Cli.Apps;

/// <summary>`sea projects`: groups of apps.</summary>
public static class ProjectsCommand
{
    private static readonly Argument<string> name = new("project") { Description = "Its name" };
    private static readonly Option<string?> description = new("--description") { Description = "What it is", HelpName = "TEXT" };

    public static Verb Verb { get; } = new("projects", "[command]", "List, create and delete projects, which group apps", "sea projects create shop --description \"All of the shop\"", command =>
    {
        command.Add(CommonOptions.Json);
        command.Do((session, cancellation) => session.ShowAsync(session.Client.Projects.List(), projects => Show(projects, session.Out), cancellation));
        command.Add(Create());
        command.Add(Delete());
    });

    private static Command Create()
    {
        var command = new Command("create", "Make a new project") { name, description, CommonOptions.Json }.WithExample("sea projects create shop");
        command.Do((session, cancellation) => session.ShowAsync(
            session.Client.Projects.Create(new NewProject(session.Get(name)!, session.Get(description))),
            project => session.Out.Line(new Inked("✓", Ink.Good), $" The project {project.Name} was made."), cancellation));
        return command;
    }

    private static Command Delete()
    {
        var command = new Command("delete", "Delete a project that has no apps") { name, CommonOptions.Json }.WithExample("sea projects delete shop");
        command.Do((session, cancellation) => session.ShowAsync(
            session.Client.Projects.Delete(session.Get(name)!), _ => session.Out.Line(new Inked("✓", Ink.Good), $" The project {session.Get(name)} was deleted."), cancellation));
        return command;
    }

    private static void Show(IReadOnlyList<Project> projects, Screen screen)
    {
        var table = new TextTable("PROJECT", "APPS", "DESCRIPTION");
        foreach (var project in projects)
            table.Add(project.Name, project.Apps?.ToString() ?? "", project.Description);
        table.Write(screen);
    }
}
