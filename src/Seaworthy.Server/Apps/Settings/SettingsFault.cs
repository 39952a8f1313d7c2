namespace Seaworthy.Server.Apps.Settings;

/// <summary>Why a change of settings was not made; nothing of it was.</summary>
public abstract record SettingsFault
{
    /// <summary>A field of the request is wrong.</summary>
    public sealed record Invalid(string Field, string What) : SettingsFault;

    /// <summary>It does not go together with how things are.</summary>
    public sealed record Conflict(string Detail) : SettingsFault;

    /// <param name="What">volume, variable …</param>
    public sealed record NotFound(string What) : SettingsFault;

    /// <summary>The settings were changed since the writer read them.</summary>
    public sealed record Stale(long Version) : SettingsFault;
}
