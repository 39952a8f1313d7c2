namespace Seaworthy.Cli;

/// <summary>What a command ends with; documented in docs/cli.md.</summary>
public static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>It was understood and did not succeed.</summary>
    public const int Failed = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    public const int NotFound = 3;

    /// <summary>The token is missing, wrong, or may not do this.</summary>
    public const int Refused = 4;

    public const int Unreachable = 5;

    /// <summary>A fault of sea itself.</summary>
    public const int Bug = 70;

    /// <summary>By Ctrl-C, as shells have it.</summary>
    public const int Interrupted = 130;
}
