using System.CommandLine;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client;
using Seaworthy.Client.Apps;

namespace Seaworthy.Cli.Configuring;

/// <summary>`sea domains`: the names that an app answers to, and how their certificates are.</summary>
public static class DomainsCommand
{
    private static readonly Argument<string> host = new("host") { Description = "The name, such as shop.example.com" };
    private static readonly Option<string?> path = new("--path") { Description = "Only addresses below this path", HelpName = "PREFIX" };
    private static readonly Option<string?> ofPath = new("--path") { Description = "Which one, where the name has several paths", HelpName = "PREFIX" };
    private static readonly Option<bool> noRedirect = new("--no-redirect") { Description = "Answer plain HTTP too, without a redirect to HTTPS" };

    public static Verb Verb { get; } = new("domains", "[command]", "List, add, remove and check domains and certificates", "sea domains add shop.example.com --app shop", command =>
    {
        command.Add(CommonOptions.App);
        command.Add(CommonOptions.Json);
        command.Do((session, cancellation) => session.ShowAsync(session.Client.Domains.List(session.App), list => Show(list, session.Out), cancellation));
        command.Add(Add());
        command.Add(Remove());
        command.Add(Check());
    });

    private static Command Add()
    {
        var command = new Command("add", "Let the app answer to a name") { host, path, noRedirect, CommonOptions.App, CommonOptions.Json }.WithExample("sea domains add shop.example.com --app shop");
        command.Do((session, cancellation) => session.ShowAsync(
            session.Client.Domains.Create(session.App, new NewDomain(session.Get(host)!, session.Get(path), session.Get(noRedirect) ? false : null)), domain =>
            {
                session.Out.Line(new Inked("✓", Ink.Good), $" It answers at {domain.Url ?? domain.Host}");
                Tell(domain, session.Out);
            }, cancellation));
        return command;
    }

    private static Command Remove()
    {
        var command = new Command("remove", "Let the app not answer to a name any more") { host, ofPath, CommonOptions.App, CommonOptions.Json }.WithExample("sea domains remove shop.example.com --app shop");
        command.Do((session, cancellation) => WhichPathAsync(session.ShowAsync(
            session.Client.Domains.Delete(session.App, session.Get(host)!, session.Get(ofPath)),
            outcome => session.Out.Line(new Inked("✓", Ink.Good), $" {outcome.Message ?? $"{session.Get(host)} was removed."}"), cancellation), session));
        return command;
    }

    private static Command Check()
    {
        var command = new Command("check", "Fetch the certificate of a name again") { host, ofPath, CommonOptions.App, CommonOptions.Json }.WithExample("sea domains check shop.example.com --app shop");
        command.Do((session, cancellation) => WhichPathAsync(session.ShowAsync(session.Client.Domains.Check(session.App, session.Get(host)!, session.Get(ofPath)), domain =>
        {
            session.Out.Line($"{domain.Host}{(domain.PathPrefix == "/" ? "" : domain.PathPrefix)}", " ", Inked.Status(domain.Certificate?.State ?? "none"));
            Tell(domain, session.Out);
        }, cancellation), session));
        return command;
    }

    /// <summary>The server says it by the names of its own interface.</summary>
    private static async Task<int> WhichPathAsync(Task<int> work, Session session)
    {
        try
        {
            return await work;
        }
        catch (ApiException several) when (several.Status == System.Net.HttpStatusCode.Conflict && session.Get(ofPath) is null && several.Detail.Contains("path_prefix=", StringComparison.Ordinal))
        {
            throw new UsageException(several.Detail.Replace("?path_prefix=", "--path ", StringComparison.Ordinal));
        }
    }

    private static void Show(IReadOnlyList<Domain> domains, Screen screen)
    {
        var table = new TextTable("DOMAIN", "PATH", "CERTIFICATE", "UNTIL", "PROBLEM");
        foreach (var domain in domains)
            table.Add(
                domain.Host, domain.PathPrefix, Inked.Status(domain.Certificate?.State ?? "none"), domain.Certificate?.NotAfter is { } until ? $"{until.ToLocalTime():yyyy-MM-dd}" : "", domain.Certificate?.Error);
        if (table.IsEmpty)
            screen.Line("There are no domains yet. Point a name at this server and add it: sea domains add HOST");
        else
            table.Write(screen);
    }

    private static void Tell(Domain domain, Screen screen)
    {
        if (domain.Certificate is not { } certificate)
            return;
        if (certificate.Error is { Length: > 0 } error)
            screen.Line(new Inked($"  The certificate: {SafeText.Clean(error, keepColours: false)}", Ink.Bad));
        else if (certificate.State == "waiting")
            screen.Line(new Inked("  The certificate is being fetched: sea domains shows how it goes.", Ink.Busy));
    }
}
