namespace Seaworthy.Server.Api;

/// <summary>Collects what is wrong with a request, so that all of it is told at once.</summary>
public sealed class InputFaults
{
    private readonly Dictionary<string, List<string>> faults = new(StringComparer.Ordinal);

    public bool Any => faults.Count > 0;

    /// <summary>The fault continues the field's name: <c>Add("replicas", "must be between 0 and 10")</c>.</summary>
    public void Add(string field, string fault)
    {
        if (!faults.TryGetValue(field, out var list))
            faults[field] = list = [];
        list.Add(fault);
    }

    /// <summary>Adds the fault unless <paramref name="holds"/>.</summary>
    public void Require(bool holds, string field, string fault)
    {
        if (!holds)
            Add(field, fault);
    }

    /// <summary>A 400 with all faults, or null where there is none.</summary>
    public Problem? ToProblem() => Any ? Problem.Invalid(faults.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray())) : null;
}
