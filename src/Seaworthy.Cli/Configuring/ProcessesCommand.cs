using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Seaworthy.Cli.Deploying;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Apps;

namespace Seaworthy.Cli.Configuring;

/// <summary>`sea processes`: what an app runs, and what each of them may use.</summary>
public static class ProcessesCommand
{
    private static readonly Argument<string> process = new("process") { Description = "Its name, such as worker" };
    private static readonly Argument<string[]> pairs = new("setting")
    {
        Description = "replicas, memory, cpu, command, port, health; an empty value: as the app has it", HelpName = "KEY=VALUE", Arity = ArgumentArity.OneOrMore,
    };

    public static Verb Verb { get; } = new("processes", "[command]", "List an app's processes and set their limits", "sea processes set worker memory=256MB replicas=2 --app shop", command =>
    {
        command.Add(CommonOptions.App);
        command.Add(CommonOptions.Json);
        command.Do((session, cancellation) => session.ShowAsync(session.Client.Processes.List(session.App), list => Show(list, session.Out), cancellation));
        command.Add(Set());
    });

    private static Command Set()
    {
        var command = new Command("set", "Change one process") { process, pairs, CommonOptions.App, CommonOptions.DryRun, CommonOptions.NoWait, CommonOptions.Json }.WithExample("sea processes set worker memory=256MB --app shop");
        command.Do((session, cancellation) => session.ChangeAsync(
            session.Client.Processes.Change(session.App, session.Get(process)!, ToJson(session.Get(pairs)!)), changed => ToldAsync(session, changed, cancellation), cancellation));
        return command;
    }

    private static async Task<int> ToldAsync(Session session, AppProcess changed, CancellationToken cancellation)
    {
        session.Out.Line(new Inked("✓", Ink.Good), $" {changed.Name} was changed.");
        await UnknownProcess.TellAsync(session, changed.Name, "has these settings", cancellation);
        return await FollowDeployment.OfChangeAsync(session, session.App, changed.DeploymentId, null, cancellation);
    }

    private static JsonObject ToJson(string[] texts)
    {
        var json = new JsonObject();
        foreach (var (key, value) in Pairs.Parse(texts))
        {
            var (field, read) = key switch
            {
                "replicas" => ("replicas", Number),
                "memory" or "memory_limit" => ("memory_limit", text => JsonValue.Create(Sizes.ParseBytes(text))),
                "cpu" or "cpu_quota" => ("cpu_quota", text => JsonValue.Create(Sizes.ParseCores(text))),
                "command" => ("command", text => JsonValue.Create(text)),
                "port" => ("port", Number),
                "health" or "health_path" => ("health_path", (Func<string, JsonNode>)(text => JsonValue.Create(text))),
                _ => throw new UsageException($"A process has no setting \"{key}\". There are: replicas, memory, cpu, command, port and health."),
            };
            json[field] = value.Length == 0 ? null : Read(key, value, read);
        }
        return json;
    }

    private static JsonNode Read(string key, string value, Func<string, JsonNode> read)
    {
        try
        {
            return read(value);
        }
        catch (UsageException wrong)
        {
            throw new UsageException($"{key}: {wrong.Message}");
        }
    }

    private static JsonValue Number(string text) => int.TryParse(text, out var number) ? JsonValue.Create(number) : throw new UsageException($"\"{text}\" is no number.");

    private static void Show(IReadOnlyList<AppProcess> processes, Screen screen)
    {
        var table = new TextTable("PROCESS", "RUNNING", "MEMORY", "CPU", "PORT", "COMMAND");
        foreach (var found in processes)
            table.Add(
                found.Name, $"{found.Running ?? 0}/{found.Replicas ?? 0}", Sizes.Memory(found.MemoryLimit), Sizes.Cores(found.CpuQuota), found.Port?.ToString(), Command(found.Command));
        if (table.IsEmpty)
            screen.Line("There are no processes yet: they come with the first release. Deploy this folder: sea deploy .");
        else
            table.Write(screen);
    }

    private static string Command(JsonElement? command) => command switch
    {
        { ValueKind: JsonValueKind.Array } list => string.Join(' ', list.EnumerateArray().Select(word => word.ToString())),
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        _ => "the image's own",
    };
}
