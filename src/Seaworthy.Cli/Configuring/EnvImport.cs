using System.CommandLine;
using System.Text;
using Seaworthy.Cli.Help;

namespace Seaworthy.Cli.Configuring;

/// <summary>Sets what a .env file says; the server reads it, so that every client reads it alike.</summary>
public static class EnvImport
{
    private static readonly Argument<string> file = new("file") { Description = "A .env file; - for standard input" };
    private static readonly Option<bool> replace = new("--replace") { Description = "Remove the plain variables that it does not name; secrets stay" };

    public static Command Create()
    {
        var command = new Command("import", "Set the variables of a .env file") { file, replace }.WithExample("sea env import .env --secret --app shop");
        EnvOptions.AddTo(command);
        command.Do(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var text = await ReadAsync(session, cancellation);
        return await session.ChangeAsync(
            session.Client.Environment.Import(session.App, text, session.Get(replace), EnvOptions.Kind(session), EnvOptions.Scope(session)),
            changed => EnvOptions.ToldAsync(session, changed.Message ?? "The variables are set.", changed, null, cancellation), cancellation);
    }

    private static async Task<string> ReadAsync(Session session, CancellationToken cancellation)
    {
        var name = session.Get(file)!;
        if (name == "-")
        {
            using var reader = new StreamReader(session.Around.OpenInput(), Encoding.UTF8);
            return await reader.ReadToEndAsync(cancellation);
        }
        try
        {
            return await File.ReadAllTextAsync(Path.GetFullPath(name, session.Around.Folder), cancellation);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(FileFaults.Words(missing));
        }
    }
}
