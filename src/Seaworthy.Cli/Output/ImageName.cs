namespace Seaworthy.Cli.Output;

/// <summary>An image as people can read it.</summary>
public static class ImageName
{
    private const string Digest = "sha256:";

    /// <summary>As much of a digest as `docker image ls` shows.</summary>
    private const int Digits = 12;

    /// <summary>"sha256:9f86d081…" → "9f86d081884c"; what has a name keeps it.</summary>
    public static string? Short(string? image)
    {
        if (image is null || image.IndexOf(Digest, StringComparison.Ordinal) is not (>= 0 and var at) || image.Length <= at + Digest.Length + Digits)
            return image;
        var digits = image.Substring(at + Digest.Length, Digits);
        return at == 0 ? digits : image[..(at + Digest.Length)] + digits;
    }
}
