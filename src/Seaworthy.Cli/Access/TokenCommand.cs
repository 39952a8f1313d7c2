using System.CommandLine;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Access;

namespace Seaworthy.Cli.Access;

/// <summary>`sea token`: tokens for the API. A new one is printed alone, so that a script can take it.</summary>
public static class TokenCommand
{
    private static readonly Argument<string> name = new("name") { Description = "What it is for: shown in the list of tokens and in the audit" };
    private static readonly Argument<Guid> id = new Argument<Guid>("token") { Description = "Its id, as sea token list shows it", HelpName = "ID" }.ListedBy("sea token list");
    private static readonly Option<string?> role = new("--role") { Description = "viewer, member, admin or owner, at most your own; admin by default" };
    private static readonly Option<int?> days = new("--expires-in-days") { Description = "When it stops working; never by default", HelpName = "N" };

    public static Verb Verb { get; } = new("token", "<command>", "Create, list and revoke tokens for the API", "TOKEN=$(sea token create ci --role member --expires-in-days 90)", command =>
    {
        command.Add(Create());
        command.Add(List());
        command.Add(Revoke());
    });

    private static Command Create()
    {
        var command = new Command("create", "Print a new token; it is shown this once") { name, role, days, CommonOptions.Json }.WithExample("TOKEN=$(sea token create ci)");
        command.Do((session, cancellation) => session.ShowAsync(
            session.Client.Tokens.Create(new NewToken(session.Get(name)!, session.Get(role), session.Get(days))), token => session.Out.Line(token.Secret), cancellation));
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "List the tokens, without their secrets") { CommonOptions.Json }.WithExample("sea token list");
        command.Do((session, cancellation) => session.ShowAsync(session.Client.Tokens.List(), list => Show(list, session.Out), cancellation));
        return command;
    }

    private static Command Revoke()
    {
        var command = new Command("revoke", "Let a token work no more") { id, CommonOptions.Json }.WithExample("sea token revoke 0198c5a2-6f0e-7c1b-9f53-1c1f0f6f2b10");
        command.Do((session, cancellation) => session.ShowAsync(session.Client.Tokens.Revoke(session.Get(id)), _ => session.Out.Line(new Inked("✓", Ink.Good), " It works no more."), cancellation));
        return command;
    }

    private static void Show(IReadOnlyList<Token> tokens, Screen screen)
    {
        var table = new TextTable("TOKEN", "NAME", "ROLE", "USED", "EXPIRES");
        foreach (var token in tokens)
            table.Add(
                token.Id.ToString(), token.Name, token.Role, token.LastUsedAt is null ? new Inked("never", Ink.Faint) : Sizes.Ago(token.LastUsedAt),
                token.ExpiresAt is { } expires ? $"{expires.ToLocalTime():yyyy-MM-dd}" : new Inked("never", Ink.Faint));
        if (table.IsEmpty)
            screen.Line("There are no tokens.");
        else
            table.Write(screen);
    }
}
