using System.CommandLine;
using Seaworthy.Cli.Connection;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;

namespace Seaworthy.Cli.Access;

/// <summary>`sea logout`: forgets the token of a server; the token itself goes on working until it is revoked.</summary>
public static class LogoutCommand
{
    private static readonly Argument<string?> url = new("url") { Description = "The server's address; else the current one", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> all = new("--all") { Description = "All servers" };

    public static Verb Verb { get; } = new("logout", "[URL]", "Forget the token of a server", "sea logout https://deploy.example.com", command =>
    {
        command.Add(url);
        command.Add(all);
        command.Do((session, _) => Task.FromResult(Run(session)));
    });

    private static int Run(Session session)
    {
        var file = ServersFile.Of(session.Around);
        var known = file.Read();
        if (session.Get(all))
        {
            file.Write(KnownServers.None);
            session.Out.Line(new Inked("✓", Ink.Good), " Logged out everywhere.");
            return ExitCodes.Ok;
        }
        var key = session.Get(url) is { } given ? Servers.Key(Servers.ParseUrl(given)) : known.Current ?? throw new NotFoundException("You are not logged in to any server.");
        if (known.Find(key) is null)
            throw new NotFoundException($"You are not logged in to {key}.");
        file.Write(known.Without(key));
        session.Out.Line(new Inked("✓", Ink.Good), $" Logged out of {key}. The token works until it is revoked: sea token revoke ID");
        return ExitCodes.Ok;
    }
}
