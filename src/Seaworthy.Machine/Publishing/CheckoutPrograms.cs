using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Publishing;

/// <summary>Programs built from their sources by the .NET SDK.</summary>
public sealed class CheckoutPrograms(Checkout checkout) : IProgramSource
{
    public string Version(Part part) => new SourceTree(checkout).Version(part.Program);

    public async Task ProvideAsync(Part part, string folder, CancellationToken cancellation)
    {
        var built = await DotNet.Command(
            "publish", checkout.At("src", part.Program), "--configuration", "Release", "--output", folder,
            "--tl:off", "--verbosity", "quiet", "-p:UseSharedCompilation=false").RunAsync(cancellation);
        if (!built.Succeeded)
            throw new BuildFailedException(part.Program, built);
    }
}
