using System.CommandLine;
using Seaworthy.Cli.Connection;
using Seaworthy.Cli.Output;
using Seaworthy.Client;
using Seaworthy.Client.Transport;

namespace Seaworthy.Cli;

/// <summary>What one call of a command has at hand: its options, the server, the app it is about, and where to write.</summary>
public sealed class Session : IDisposable
{
    private readonly ParseResult result;
    private SeaworthyClient? client;

    public Session(ParseResult result)
    {
        this.result = result;
        Around = ((SeaConfiguration)result.InvocationConfiguration).Around;
        Out = new Screen(Around.Output, isColoured: Around.OutputIsTerminal && Around.MayColour, isTerminal: Around.OutputIsTerminal);
        Error = new Screen(Around.Error, isColoured: Around.ErrorIsTerminal && Around.MayColour, isTerminal: Around.ErrorIsTerminal);
    }

    public Surroundings Around { get; }

    /// <summary>Results.</summary>
    public Screen Out { get; }

    /// <summary>Everything about the way there.</summary>
    public Screen Error { get; }

    public SeaworthyClient Client => client ??= new SeaworthyClient(Servers.Choose(Around, Get(CommonOptions.Server)), new Patience(Around.Patience, sentence => (Tell ?? Around.Error.WriteLine)(sentence)));

    /// <summary>Who hears of waiting for the server, where standard error is drawn on.</summary>
    public Action<string>? Tell { get; set; }

    /// <summary>The app that the command is about.</summary>
    /// <exception cref="UsageException">Nothing says which.</exception>
    public string App => Get(CommonOptions.App) is { Length: > 0 } given ? given : AppLink.Find(Around)
        ?? throw new UsageException("Which app? Say it with --app APP, set SEAWORTHY_APP, or link this folder to it: sea link APP.");

    public bool Json => Get(CommonOptions.Json);

    public bool DryRun => Get(CommonOptions.DryRun);

    /// <summary>The tokens as they were typed.</summary>
    public IReadOnlyList<System.CommandLine.Parsing.Token> Tokens => result.Tokens;

    public T? Get<T>(Option<T> option) => result.GetValue(option);

    public T? Get<T>(Argument<T> argument) => result.GetValue(argument);

    public bool Has(Option option) => result.GetResult(option) is { Implicit: false };

    /// <summary>The answer as JSON where --json asks for it, else as <paramref name="render"/> shows it.</summary>
    public async Task<int> ShowAsync<T>(Call<T> call, Action<T> render, CancellationToken cancellation)
    {
        if (Json)
            Out.Json(await call.SendForJsonAsync(cancellation));
        else
            render(await call.SendAsync(cancellation));
        return ExitCodes.Ok;
    }

    /// <summary>Makes the change, or with --dry-run shows what it would be.</summary>
    public async Task<int> ChangeAsync<T>(Call<T> call, Func<T, Task<int>> then, CancellationToken cancellation)
    {
        if (DryRun)
            return await ShowAsync(call.AsDryRun(), plan => DryRunView.Show(plan, Out), cancellation);
        if (Json)
            return await ShowAsync(call, _ => { }, cancellation);
        return await then(await call.SendAsync(cancellation));
    }

    /// <summary>Asks for one line. Where nobody can be asked it is null.</summary>
    public string? Ask(string question)
    {
        if (!Around.InputIsTerminal || !Around.ErrorIsTerminal)
            return null;
        Around.Error.Write(question);
        Around.Error.Flush();
        return Console.In.ReadLine()?.Trim();
    }

    public void Dispose() => client?.Dispose();
}

/// <summary>Hands the surroundings to the commands.</summary>
public sealed class SeaConfiguration(Surroundings around) : InvocationConfiguration
{
    public Surroundings Around => around;
}

public static class Actions
{
    /// <summary>What the command does, with a session that ends with it.</summary>
    public static void Do(this Command command, Func<Session, CancellationToken, Task<int>> action) => command.SetAction(async (result, cancellation) =>
    {
        using var session = new Session(result);
        return await action(session, cancellation);
    });
}
