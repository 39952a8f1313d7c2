using System.CommandLine;
using Seaworthy.Cli.Connection;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client;
using Seaworthy.Client.Transport;

namespace Seaworthy.Cli.Access;

/// <summary>`sea login`: checks a token and remembers it, for its owner only. Several servers may be known; one of them is the current one.</summary>
public static class LoginCommand
{
    private static readonly Argument<string?> url = new("url") { Description = "The server's address; else the current one", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> tokenStdin = new("--token-stdin") { Description = "Read the token from standard input" };
    private static readonly Option<bool> list = new("--list") { Description = "List the servers that are known" };
    private static readonly Option<bool> use = new("--use") { Description = "Make a known server the current one, without asking for a token" };

    public static Verb Verb { get; } = new("login", "[URL]", "Log in to a server by a token, or list the known ones", "sea login https://deploy.example.com", command =>
    {
        command.Add(url);
        foreach (var option in (Option[])[tokenStdin, use, list, CommonOptions.Json])
            command.Add(option);
        command.Do(RunAsync);
    });

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var file = ServersFile.Of(session.Around);
        var known = file.Read();
        if (session.Get(list))
            return Show(known, session);
        var address = Servers.ParseUrl(session.Get(url) ?? session.Get(CommonOptions.Server) ?? session.Around.Variable(Servers.UrlVariable) ?? known.Current
            ?? throw new UsageException("Which server? sea login URL, such as sea login https://deploy.example.com"));
        var key = Servers.Key(address);
        if (session.Get(use))
        {
            file.Write(known with { Current = known.Find(key)?.Url ?? throw new NotFoundException($"{key} is not known. Log in to it: sea login {key}") });
            session.Out.Line($"Commands speak to {key} now.");
            return ExitCodes.Ok;
        }
        return await LogInAsync(session, file, known, address, cancellation);
    }

    private static async Task<int> LogInAsync(Session session, ServersFile file, KnownServers known, Uri address, CancellationToken cancellation)
    {
        var key = Servers.Key(address);
        if (address is { Scheme: "http", IsLoopback: false })
            session.Error.Line(new Inked($"! {key} is not HTTPS: whoever listens on the way can read the token.", Ink.Busy));
        var token = session.Get(tokenStdin) ? Secrets.FromInput(session.Around)
            : Secrets.Ask(session, $"Token for {key} (made by: sea token create NAME): ")
            ?? throw new UsageException("Nobody can be asked for the token here. Pipe it in: sea login URL --token-stdin < FILE");
        if (token.Length == 0 || token.Any(character => character is <= ' ' or > '~'))
            throw new UsageException("That is no token.");
        using (var client = new SeaworthyClient(new ServerAddress.Http(address, token), new Patience(session.Around.Patience, sentence => session.Error.Line(sentence))))
            await client.Apps.List(atMost: 1).SendAsync(cancellation);
        file.Write(known.With(new KnownServer(key, token, DateTimeOffset.UtcNow)));
        session.Out.Line(new Inked("✓", Ink.Good), $" Logged in to {key}.");
        return ExitCodes.Ok;
    }

    private static int Show(KnownServers known, Session session)
    {
        if (session.Json)
        {
            using var output = new MemoryStream();
            using (var writer = new System.Text.Json.Utf8JsonWriter(output))
                Write(known, writer);
            session.Out.Json(System.Text.Json.JsonElement.Parse(output.ToArray()));
            return ExitCodes.Ok;
        }
        var table = new TextTable("", "SERVER", "SINCE");
        foreach (var server in known.Servers)
            table.Add(server.Url == known.Current ? new Inked("*", Ink.Good) : "", server.Url, $"{server.AddedAt.ToLocalTime():yyyy-MM-dd}");
        if (table.IsEmpty)
            session.Out.Line("No server is known yet. Log in to one: sea login URL");
        else
            table.Write(session.Out);
        return ExitCodes.Ok;
    }

    /// <summary>Without the tokens.</summary>
    private static void Write(KnownServers known, System.Text.Json.Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var server in known.Servers)
        {
            writer.WriteStartObject();
            writer.WriteString("url", server.Url);
            writer.WriteBoolean("current", server.Url == known.Current);
            writer.WriteString("added_at", server.AddedAt);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
