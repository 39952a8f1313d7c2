using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Seaworthy.Bench.Measuring;

/// <summary>All figures of a run: a table for people, JSON for programs.</summary>
public sealed class Report(TextWriter output)
{
    private static readonly JsonSerializerOptions json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly List<Figure> figures = [];

    public void Add(Figure figure)
    {
        figures.Add(figure);
        output.WriteLine($"  {figure.Name}: {Value(figure)}{(figure.Floor is null ? "" : $", floor {Number(figure.Floor.Value)} {figure.Unit}, ratio {figure.Ratio:0.00}")}{(figure.Note is null ? "" : $"  ({figure.Note})")}");
    }

    public void Say(string text) => output.WriteLine(text);

    /// <summary>A Markdown table, so that it can stand in the documentation as it is.</summary>
    public string Table()
    {
        var table = new StringBuilder("| | measured | floor | ratio | aim | |\n|---|---|---|---|---|---|\n");
        foreach (var section in figures.GroupBy(figure => figure.Section))
        {
            foreach (var figure in section)
                table.Append(null, $"| {section.Key}: {figure.Name} | {Value(figure)} | {(figure.Floor is { } floor ? $"{Number(floor)} {figure.Unit}" : "")} | {(figure.Ratio is { } ratio ? $"{ratio:0.00}" : "")} | {AimOf(figure)} | {Mark(figure)} |\n");
        }
        return table.ToString();
    }

    public string Json(MachineFacts machine) => JsonSerializer.Serialize(new { machine, figures }, json);

    private static string AimOf(Figure figure) => figure.Aim is not { } aim
        ? ""
        : $"{(figure.MoreIsBetter ? "≥" : "≤")} {Number(aim)}{(figure.AimsAtRatio ? "×" : $" {figure.Unit}")}";

    private static string Mark(Figure figure) => figure.IsMet switch { true => "met", false => "missed", null => "" };

    private static string Value(Figure figure) => $"{Number(figure.Value)} {figure.Unit}";

    private static string Number(double value) => Math.Abs(value) switch
    {
        >= 1000 => value.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture),
        >= 100 => value.ToString("0", System.Globalization.CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture),
    };
}
