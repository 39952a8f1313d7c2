namespace Seaworthy.Server.Platform;

/// <summary>
/// The labels of what is ours in Docker. Containers inherit labels from their image, so every key is set on every container, and a
/// label alone never proves that something is ours: a known row and the name must agree.
/// </summary>
public static class Labels
{
    public const string Installation = "seaworthy.installation";
    public const string App = "seaworthy.app";
    public const string Instance = "seaworthy.instance";
    public const string Release = "seaworthy.release";
    public const string Process = "seaworthy.process";
    public const string Kind = "seaworthy.kind";
    public const string Build = "seaworthy.build";
    public const string Volume = "seaworthy.volume";
}
