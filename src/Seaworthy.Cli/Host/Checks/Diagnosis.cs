using System.Text.Json.Serialization;

namespace Seaworthy.Cli.Host.Checks;

[JsonConverter(typeof(JsonStringEnumConverter<Level>))]
public enum Level
{
    /// <summary>As it should be.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>It works, and may not for long.</summary>
    [JsonStringEnumMemberName("warn")]
    Warn,

    /// <summary>Something does not work.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,
}

/// <summary>What one check found.</summary>
/// <param name="Check">A word or two: "disk".</param>
/// <param name="Next">What to do about it; null where all is well.</param>
public sealed record Finding(string Check, Level Level, string Detail, string? Next)
{
    public static Finding Ok(string check, string detail) => new(check, Level.Ok, detail, null);

    public static Finding Warn(string check, string detail, string next) => new(check, Level.Warn, detail, next);

    public static Finding Fail(string check, string detail, string next) => new(check, Level.Fail, detail, next);
}

/// <summary>As `sea doctor --json` prints it.</summary>
public sealed record Diagnosis(bool IsWell, string Home, string Version, IReadOnlyList<Finding> Findings);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(Diagnosis))]
[JsonSerializable(typeof(string[]))]
public sealed partial class DoctorJson : JsonSerializerContext;
