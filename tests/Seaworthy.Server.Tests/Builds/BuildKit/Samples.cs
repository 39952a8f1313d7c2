using System.Runtime.CompilerServices;

namespace Seaworthy.Server.Tests.Builds.BuildKit;

/// <summary>What <c>docker buildx build --progress=rawjson</c> wrote to its standard error, recorded with buildx 0.13.</summary>
internal static class Samples
{
    public static IReadOnlyList<string> Read(string name, [CallerFilePath] string here = "") =>
        File.ReadAllLines(Path.Combine(Path.GetDirectoryName(here)!, "samples", $"{name}.txt"));
}
