using System.CommandLine;
using Seaworthy.Cli.Connection;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client;
using Seaworthy.Client.Apps;

namespace Seaworthy.Cli.Apps;

/// <summary>`sea create`: a new app.</summary>
public static class CreateCommand
{
    private static readonly Argument<string> name = new("name") { Description = "Its name; the slug, by which it is found and reached, is made from it" };
    private static readonly Option<string?> slug = new("--slug") { Description = "The slug, if not made from the name" };
    private static readonly Option<string?> description = new("--description") { Description = "What it is", HelpName = "TEXT" };
    private static readonly Option<string?> project = new("--project", "-p") { Description = "The project that it belongs to", HelpName = "NAME" };
    private static readonly Option<int?> port = new("--port") { Description = "Where it listens; else the image's EXPOSE, else 8080" };
    private static readonly Option<string[]> env = new("--env", "-e") { Description = "A variable; may be given several times", HelpName = "KEY=VALUE", AllowMultipleArgumentsPerToken = false };
    private static readonly Option<string[]> label = new("--label", "-l") { Description = "A label; may be given several times", HelpName = "KEY=VALUE", AllowMultipleArgumentsPerToken = false };
    private static readonly Option<bool> link = new("--link") { Description = "Link this folder to it, so that --app is not needed here" };

    public static Verb Verb { get; } = new("create", "NAME", "Make a new app", "sea create \"My shop\" --slug shop --link", command =>
    {
        command.Add(name);
        foreach (var option in (Option[])[slug, description, project, port, env, label, link, CommonOptions.Json])
            command.Add(option);
        command.Do(RunAsync);
    });

    private static Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var request = new NewApp(session.Get(name)!, session.Get(slug))
        {
            Description = session.Get(description),
            Project = session.Get(project),
            ExposedPort = session.Get(port),
            EnvVars = session.Get(env) is { Length: > 0 } variables ? Pairs.Parse(variables) : null,
            Labels = session.Get(label) is { Length: > 0 } labels ? Pairs.Parse(labels) : null,
        };
        return CreateAsync(session, request, cancellation);
    }

    private static async Task<int> CreateAsync(Session session, NewApp request, CancellationToken cancellation)
    {
        var call = session.Client.Apps.Create(request);
        try
        {
            if (!session.Json)
            {
                Show(await call.SendAsync(cancellation), session);
                return ExitCodes.Ok;
            }
            var json = await call.SendForJsonAsync(cancellation);
            session.Out.Json(json);
            if (session.Get(link))
                AppLink.Write(session.Around, json.GetProperty("slug").GetString()!);
            return ExitCodes.Ok;
        }
        catch (ApiException refused) when (refused.Errors.Count > 0)
        {
            throw refused.With(refused.Errors.ToDictionary(fault => Setting.NameOf(fault.Key), fault => fault.Value));
        }
    }

    private static void Show(App app, Session session)
    {
        session.Out.Line(new Inked("✓", Ink.Good), $" {app.Slug} was made. It will answer at {app.Url}");
        if (session.Get(link))
            LinkCommand.Write(session, app.Slug);
        var option = session.Get(link) || AppLink.Find(session.Around) == app.Slug ? "" : $" --app {app.Slug}";
        session.Out.Line($"  Deploy this folder: sea deploy .{option}");
    }
}
