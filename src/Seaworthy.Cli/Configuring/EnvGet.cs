using System.CommandLine;

namespace Seaworthy.Cli.Configuring;

/// <summary>The value of one variable, and nothing else, so that a script can take it.</summary>
public static class EnvGet
{
    private static readonly Argument<string> key = new("key") { Description = "Its name" };

    public static Command Add(Command command)
    {
        command.Add(key);
        command.Add(CommonOptions.App);
        command.Do(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var name = session.Get(key)!;
        var environment = await session.Client.Environment.Get(session.App).SendAsync(cancellation);
        if (environment.EnvVars?.TryGetValue(name, out var value) is not true)
            throw new NotFoundException($"There is no variable {name}. sea env lists them.");
        if (environment.Variables?.FirstOrDefault(variable => variable.Key == name) is { Kind: "secret" })
            throw new UsageException($"{name} is secret: it can be set, but its value is shown to nobody.");
        session.Out.Line(value!);
        return ExitCodes.Ok;
    }
}
