namespace Seaworthy.Server.Platform.Work;

public static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>A quarter second, doubling with each attempt up to half a minute, each between 75 % and 125 % of that.</summary>
    public static TimeSpan Delay(int attempts)
    {
        var exact = First * Math.Pow(2, Math.Min(attempts, 10));
        var bounded = exact < Longest ? exact : Longest;
        return bounded * (0.75 + (Random.Shared.NextDouble() * 0.5));
    }
}
