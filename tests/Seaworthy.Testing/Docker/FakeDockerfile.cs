using System.Net;
using System.Text.Json;
using Seaworthy.Docker;

namespace Seaworthy.Testing.Docker;

/// <summary>The few Dockerfile instructions that an import may bring.</summary>
internal static class FakeDockerfile
{
    public static ImageConfig Apply(ImageConfig config, string instruction)
    {
        var (word, rest) = instruction.Split(' ', 2) is [var first, var second] ? (first, second) : (instruction, "");
        return word switch
        {
            "ENV" => config with { Environment = With(config.Environment, rest) },
            "LABEL" => config with { Labels = With(config.Labels, rest) },
            "CMD" => config with { Command = List(rest) },
            "ENTRYPOINT" => config with { Entrypoint = List(rest) },
            "EXPOSE" => config with { ExposedPorts = [.. config.ExposedPorts, Port(rest)] },
            "USER" => config with { User = rest },
            "WORKDIR" => config with { WorkingDirectory = rest },
            "STOPSIGNAL" => config with { StopSignal = rest },
            "VOLUME" => config with { Volumes = [.. config.Volumes, rest] },
            _ => throw new FakeRefusal(HttpStatusCode.BadRequest, $"{word} is not a valid change command"),
        };
    }

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> values, string assignment)
    {
        var parts = assignment.Split('=', 2);
        return new Dictionary<string, string>(values) { [parts[0]] = parts.ElementAtOrDefault(1) ?? "" };
    }

    private static string[] List(string json) => JsonSerializer.Deserialize<string[]>(json) ?? [];

    private static ContainerPort Port(string text) => ContainerPort.TryParse(text, out var port)
        ? port
        : throw new FakeRefusal(HttpStatusCode.BadRequest, $"Invalid containerPort: {text}");
}
