using System.Xml;
using System.Xml.Linq;

namespace Seaworthy.Machine.Testing;

/// <summary>How many tests passed, failed and were skipped.</summary>
public readonly record struct TestCounts(int Passed, int Failed, int Skipped)
{
    public int Total => Passed + Failed + Skipped;

    public static TestCounts operator +(TestCounts left, TestCounts right) =>
        new(left.Passed + right.Passed, left.Failed + right.Failed, left.Skipped + right.Skipped);

    /// <summary>The line that a run ends with.</summary>
    public override string ToString() => $"{Passed} passed, {Failed} failed, {Skipped} skipped";

    /// <summary>
    /// Reads xUnit's own report: &lt;assemblies&gt;&lt;assembly passed="3" failed="1" skipped="1" errors="0" …/&gt;. An error is a failure
    /// outside any test, such as a fixture that could not be taken down.
    /// </summary>
    /// <returns>Null when the report is missing or was not written to its end.</returns>
    public static TestCounts? FromReport(string file)
    {
        if (!File.Exists(file))
            return null;
        try
        {
            return XDocument.Load(file).Root!.Elements("assembly").Select(FromAssembly).Aggregate(default(TestCounts), (sum, one) => sum + one);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static TestCounts FromAssembly(XElement assembly) =>
        new((int)assembly.Attribute("passed")!, (int)assembly.Attribute("failed")! + (int)assembly.Attribute("errors")!, (int)assembly.Attribute("skipped")!);
}
