namespace Seaworthy.Server.Sources.Archives;

/// <summary>What an archive may become: one that unpacks to more is refused, however small it looks.</summary>
public sealed record UnpackLimits(long Bytes, int Entries = 65_000)
{
    /// <summary>An archive may grow to ten times of what may be uploaded: source code does not shrink better.</summary>
    public static UnpackLimits For(long uploadBytes) => new(uploadBytes * 10);
}
