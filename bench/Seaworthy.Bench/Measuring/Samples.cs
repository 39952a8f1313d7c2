namespace Seaworthy.Bench.Measuring;

/// <summary>Repeated measurements of one thing.</summary>
public sealed class Samples
{
    private readonly List<double> values = [];

    public void Add(double value) => values.Add(value);

    public int Count => values.Count;

    public double Median => Percentile(0.5);

    /// <param name="share">0.95 for the 95th percentile; the nearest rank.</param>
    public double Percentile(double share)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
    }

    public double Most => values.Max();

    public double Least => values.Min();

    /// <summary>Such as <c>7 runs, 210–340</c>.</summary>
    public override string ToString() => string.Create(null, $"{Count} runs, {Least:0.##}–{Most:0.##}");
}
