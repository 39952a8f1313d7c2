using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Seaworthy.Docker;

namespace Seaworthy.Testing.Docker;

/// <summary>All that the fake engine holds, behind one lock.</summary>
internal sealed class FakeState(TimeProvider time)
{
    private int lastId;
    private int lastPid = 1000;

    public Lock Gate { get; } = new();

    public TimeProvider Time => time;

    public DateTimeOffset Now => time.GetUtcNow();

    public FakeEventLog Events { get; } = new(time);

    /// <summary>In the order of their creation.</summary>
    public List<FakeContainer> Containers { get; } = [];

    public List<FakeNetwork> Networks { get; } = FakeNetwork.Predefined();

    public List<VolumeDetails> Volumes { get; } = [];

    public List<FakeImage> Images { get; } = [];

    public List<FakeExec> Execs { get; } = [];

    /// <summary>64 hexadecimal digits, the same in each run of a test.</summary>
    public string NewId() => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes((++lastId).ToString(CultureInfo.InvariantCulture))));

    public int NewPid() => ++lastPid;

    /// <summary>By id, name, or a beginning of the id.</summary>
    public FakeContainer? FindContainer(string container) =>
        Containers.Find(candidate => candidate.Id == container || candidate.Name == container)
        ?? Containers.Find(candidate => candidate.Id.StartsWith(container, StringComparison.Ordinal));

    public FakeContainer GetContainer(string container) =>
        FindContainer(container) ?? throw FakeRefusal.NoSuchContainer(container);

    public FakeNetwork? FindNetwork(string network) =>
        Networks.Find(candidate => candidate.Id == network || candidate.Spec.Name == network)
        ?? Networks.Find(candidate => candidate.Id.StartsWith(network, StringComparison.Ordinal));

    public FakeNetwork GetNetwork(string network) => FindNetwork(network) ?? throw FakeRefusal.NoSuchNetwork(network);

    public FakeImage? FindImage(string image) => Images.Find(candidate => candidate.IsNamed(image));

    public FakeImage GetImage(string image) => FindImage(image) ?? throw FakeRefusal.NoSuchImage(image);

    /// <summary>Whether labels fit filters of the form <c>key</c> or <c>key=value</c>.</summary>
    public static bool Fits(IReadOnlyDictionary<string, string> labels, IReadOnlyList<string> filters) =>
        filters.All(filter => filter.Split('=', 2) switch
        {
            [var key, var value] => labels.TryGetValue(key, out var actual) && actual == value,
            _ => labels.ContainsKey(filter),
        });
}
