using System.Text.Json.Serialization;

namespace Seaworthy.Bench.Measuring;

/// <summary>One measured value, with what it is held against.</summary>
/// <param name="Section">The part of the bench that measured it.</param>
/// <param name="Name">What was measured, for people.</param>
/// <param name="Unit">ms, s, MB, 1/s, % …</param>
public sealed record Figure(string Section, string Name, double Value, string Unit)
{
    /// <summary>The same work without Seaworthy, measured in the same run, in the same unit.</summary>
    public double? Floor { get; init; }

    /// <summary>The most (or for <see cref="MoreIsBetter"/> the least) that <see cref="Judged"/> may be.</summary>
    public double? Aim { get; init; }

    public bool MoreIsBetter { get; init; }

    /// <summary>How it was measured, where the name does not say it.</summary>
    public string? Note { get; init; }

    public double? Ratio => Floor is > 0 ? Value / Floor : null;

    /// <summary>Whether the aim is for the ratio instead of the value.</summary>
    public bool AimsAtRatio { get; init; }

    [JsonIgnore]
    public double Judged => AimsAtRatio ? Ratio ?? double.NaN : Value;

    /// <summary>Null where there is no aim.</summary>
    public bool? IsMet => Aim is { } aim ? (MoreIsBetter ? Judged >= aim : Judged <= aim) : null;
}
