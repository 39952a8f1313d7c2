using System.Text;
using Seaworthy.Testing.Docker;

namespace Seaworthy.Docker.Tests.Contract;

/// <summary>The fake engine, on the system's clock, with an image for each program.</summary>
public sealed class FakeSetting : EngineSetting, IDisposable
{
    private readonly FakeEngine engine = new(TimeProvider.System);

    public FakeSetting()
    {
        Add(Program.Obedient, FakeBehaviour.Serving);
        Add(Program.Stubborn, FakeBehaviour.Stubborn);
        Add(Program.Failing, FakeBehaviour.Exiting(3, TimeSpan.FromMilliseconds(20)) with
        {
            Output = [new(OutputStream.Stdout, "to stdout"), new(OutputStream.Stderr, "to stderr")],
        });
        Add(Program.Talking, FakeBehaviour.Serving with
        {
            Output = [.. Enumerable.Range(1, 5).Select(number => new FakeOutput(OutputStream.Stdout, $"line {number}"))],
        });
        Add(Program.Echo, FakeBehaviour.Serving with { Main = Echo });
        Add(Program.Broken, FakeBehaviour.Serving with { StartError = $"exec: \"{Program.Broken.Command[0]}\": no such file or directory: unknown" });
    }

    public override IDockerEngine Engine => engine;

    public override string ImageOf(Program program) => $"seaworthy-test/{program.Name}:1";

    /// <summary>Which it does not look into.</summary>
    public override Stream RootFilesystem() => new MemoryStream();

    public void Dispose() => engine.Dispose();

    private void Add(Program program, FakeBehaviour behaviour) => engine.Images.Add(ImageOf(program), behaviour with { Exec = Exec });

    private static Task<int> Exec(FakeProcess process, CancellationToken cancellationToken) =>
        process.Command[0] == "/bin/cat" ? Echo(process, cancellationToken) : throw new FileNotFoundException(process.Command[0]);

    private static async Task<int> Echo(FakeProcess process, CancellationToken cancellationToken)
    {
        var buffer = new byte[1024];
        while (await process.Input.ReadAsync(buffer, cancellationToken) is > 0 and var got)
            await process.WriteAsync(Encoding.UTF8.GetString(buffer, 0, got), OutputStream.Stdout, cancellationToken);
        return 0;
    }
}
