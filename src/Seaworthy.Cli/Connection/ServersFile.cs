using System.Text.Json;
using System.Text.Json.Serialization;

namespace Seaworthy.Cli.Connection;

/// <summary>A server that somebody has logged in to.</summary>
public sealed record KnownServer(string Url, string Token, DateTimeOffset AddedAt);

/// <summary>What `sea login` remembers.</summary>
/// <param name="Current">The URL of the server that commands speak to.</param>
public sealed record KnownServers(string? Current, IReadOnlyList<KnownServer> Servers)
{
    public static KnownServers None { get; } = new(null, []);

    public KnownServer? Find(string url) => Servers.FirstOrDefault(server => server.Url == url);

    public KnownServers With(KnownServer server) => new(server.Url, [.. Servers.Where(known => known.Url != server.Url), server]);

    /// <summary>The current one, once it is gone, is the one that was added last.</summary>
    public KnownServers Without(string url)
    {
        var left = Servers.Where(server => server.Url != url).ToList();
        return new KnownServers(Current == url ? left.LastOrDefault()?.Url : Current, left);
    }
}

/// <summary>The file that holds them, ~/.config/seaworthy/servers.json: for its owner only, since there are tokens in it.</summary>
public sealed class ServersFile(string path)
{
    public string Path => path;

    public static ServersFile Of(Surroundings around)
    {
        var folder = around.Variable("XDG_CONFIG_HOME") is { } config ? config
            : System.IO.Path.Combine(around.Variable("HOME") ?? throw new UsageException("HOME is not set, so there is no place for logins."), ".config");
        return new ServersFile(System.IO.Path.Combine(folder, "seaworthy", "servers.json"));
    }

    public KnownServers Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ServersJson.Default.KnownServers) ?? KnownServers.None;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return KnownServers.None;
        }
        catch (JsonException)
        {
            throw new UsageException($"{path} cannot be read as JSON. Remove it and log in again: sea login URL.");
        }
    }

    /// <summary>Replaced in one step, never readable by others.</summary>
    public void Write(KnownServers servers)
    {
        var folder = System.IO.Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var next = $"{path}.{Environment.ProcessId}.new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using (var file = new FileStream(next, options))
            JsonSerializer.Serialize(file, servers, ServersJson.Default.KnownServers);
        File.Move(next, path, overwrite: true);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(KnownServers))]
public sealed partial class ServersJson : JsonSerializerContext;
