using System.Globalization;

namespace Seaworthy.Cli.Deploying;

/// <summary>"v3" or "3".</summary>
public static class ReleaseNumber
{
    public static int Parse(string text) =>
        int.TryParse(text.TrimStart('v', 'V'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number : throw new UsageException($"\"{text}\" is no release. Write its number, such as v3; sea releases lists them.");
}
