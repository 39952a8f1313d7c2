using System.Text;

namespace Seaworthy.Cli.Tests.Fixtures;

/// <summary>What a call of sea came to.</summary>
public sealed record Ran(int Code, string Out, string Error);

/// <summary>A folder, a home and an environment for calls of sea in this process, without any terminal.</summary>
public sealed class CliWorld : IDisposable
{
    public Dictionary<string, string> Variables { get; } = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("sea-cli-").FullName;

    /// <summary>Standard input.</summary>
    public byte[] Input { get; set; } = [];

    public bool IsRoot { get; set; }

    public StringWriter Out { get; private set; } = new();

    public StringWriter Error { get; private set; } = new();

    public string ServersFile => Path.Combine(Folder, "home", ".config", "seaworthy", "servers.json");

    /// <summary>A world that speaks to this server, and does not wait for one that is away.</summary>
    public static CliWorld With(FakeApi? api = null)
    {
        var world = new CliWorld();
        world.Variables["HOME"] = Path.Combine(world.Folder, "home");
        world.Variables["SEAWORTHY_PATIENCE"] = "0";
        if (api is not null)
        {
            world.Variables["SEAWORTHY_URL"] = api.Url;
            world.Variables["SEAWORTHY_TOKEN"] = "sea_test";
        }
        return world;
    }

    public async Task<Ran> Sea(params string[] args)
    {
        (Out, Error) = (new StringWriter(), new StringWriter());
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var code = await Cli.Sea.RunAsync(args, new Surroundings
        {
            Output = TextWriter.Synchronized(Out),
            Error = TextWriter.Synchronized(Error),
            OpenInput = () => new MemoryStream(Input),
            OpenOutput = () => new KeptOpen(output),
            OpenError = () => new KeptOpen(error),
            Variable = name => Variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null,
            Folder = Folder,
            IsRoot = IsRoot,
        });
        return new Ran(code, Out + Encoding.UTF8.GetString(output.ToArray()), Error + Encoding.UTF8.GetString(error.ToArray()));
    }

    public void Write(string path, string text)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Closing it leaves the memory readable.</summary>
    private sealed class KeptOpen(MemoryStream kept) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => kept.Write(buffer, offset, count);
    }
}
