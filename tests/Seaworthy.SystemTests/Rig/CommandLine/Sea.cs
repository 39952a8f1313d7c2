using System.Diagnostics;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Rig.CommandLine;

/// <summary>What a call of sea came to.</summary>
public sealed record Ran(int Code, string Out, string Error);

/// <summary>The real program `sea` as a user far away has it: a home and a folder of their own, and nothing but the HTTP API.</summary>
public sealed class Sea
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public Sea(string scratch)
    {
        Folder = Directory.CreateDirectory(Path.Combine(scratch, $"folder-{Guid.NewGuid():n}")).FullName;
        Home = Directory.CreateDirectory(Path.Combine(scratch, $"home-{Guid.NewGuid():n}")).FullName;
    }

    public static string Program => Checkout.Program("Seaworthy.Cli");

    /// <summary>Where it is called.</summary>
    public string Folder { get; }

    public string Home { get; }

    // The token comes first: the words of the line come last, as many as they are.
#pragma warning disable CA1068
    /// <summary>Runs it to its end, with this standard input.</summary>
    public async Task<Ran> Run(CancellationToken cancel, string input, params string[] arguments)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(Patience);
        using var process = Process.Start(Prepared(new ProcessStartInfo(Program, arguments)))!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), deadline.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(deadline.Token);
            return new Ran(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"sea {string.Join(' ', arguments)} has not ended within {Patience}.");
        }
    }

    /// <summary>Runs it to its end, which must be good.</summary>
    /// <returns>What it printed on standard output.</returns>
    public async Task<string> Do(CancellationToken cancel, params string[] arguments)
    {
        var ran = await Run(cancel, "", arguments);
        ran.Code.ShouldBe(0, $"sea {string.Join(' ', arguments)}\n{ran.Out}{ran.Error}");
        return ran.Out;
    }

#pragma warning restore CA1068
    /// <summary>In the folder, with the home and nothing else of this process's environment but what .NET needs.</summary>
    public ProcessStartInfo Prepared(ProcessStartInfo start)
    {
        start.WorkingDirectory = Folder;
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        foreach (var name in start.Environment.Keys.Where(name => name != "PATH" && !name.StartsWith("DOTNET_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["HOME"] = Home;
        start.Environment["TERM"] = "xterm-256color";
        return start;
    }
}
