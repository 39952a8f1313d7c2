using System.CommandLine;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Apps;

namespace Seaworthy.Cli.Deploying;

/// <summary>`sea registries`: who the server is to private image registries.</summary>
public static class RegistriesCommand
{
    private static readonly Argument<string> host = new("registry") { Description = "The registry's host, such as ghcr.io", HelpName = "HOST" };
    private static readonly Option<string> username = new("--username", "-u") { Description = "The user", Required = true };
    private static readonly Option<bool> passwordStdin = new("--password-stdin") { Description = "Read the password or token from standard input" };

    public static Verb Verb { get; } = new("registries", "[command]", "List, add and delete logins to private image registries", "sea registries add ghcr.io --username deploy --password-stdin < token.txt", command =>
    {
        command.Add(CommonOptions.Json);
        command.Do((session, cancellation) => session.ShowAsync(session.Client.Registries.List(), list => Show(list, session.Out), cancellation));
        command.Add(Add());
        command.Add(Delete());
    });

    private static Command Add()
    {
        var command = new Command("add", "Log in to a registry; asks for the password") { host, username, passwordStdin, CommonOptions.Json }
            .WithExample("sea registries add ghcr.io --username deploy --password-stdin < token.txt");
        command.Do((session, cancellation) =>
        {
            var password = session.Get(passwordStdin) ? Secrets.FromInput(session.Around)
                : Secrets.Ask(session, "Password or token: ") ?? throw new UsageException("Nobody can be asked for the password here. Pipe it in: --password-stdin.");
            return session.ShowAsync(
                session.Client.Registries.Create(new NewRegistry(session.Get(host)!, session.Get(username)!, password)),
                registry => session.Out.Line(new Inked("✓", Ink.Good), $" Images of {registry.Host} are pulled as {registry.Username}."), cancellation);
        });
        return command;
    }

    private static Command Delete()
    {
        var command = new Command("delete", "Delete the login to a registry") { host, CommonOptions.Json }.WithExample("sea registries delete ghcr.io");
        command.Do(async (session, cancellation) =>
        {
            var name = session.Get(host)!;
            var found = (await session.Client.Registries.List().SendAsync(cancellation)).FirstOrDefault(registry => registry.Host == name || registry.Id.ToString() == name)
                ?? throw new NotFoundException($"There is no login to {name}. sea registries lists them.");
            return await session.ShowAsync(
                session.Client.Registries.Delete(found.Id), _ => session.Out.Line(new Inked("✓", Ink.Good), $" The login to {found.Host} was deleted."), cancellation);
        });
        return command;
    }

    private static void Show(IReadOnlyList<Registry> registries, Screen screen)
    {
        var table = new TextTable("REGISTRY", "USER", "ADDED");
        foreach (var registry in registries)
            table.Add(registry.Host, registry.Username, Sizes.Ago(registry.CreatedAt));
        if (table.IsEmpty)
            screen.Line("There are no logins to registries.");
        else
            table.Write(screen);
    }
}
