using Seaworthy.Server.Rollouts.Probing;

namespace Seaworthy.Server.Tests.Rollouts.Probing;

public sealed class ListeningPortsTests
{
    private const string EngineDns = "   9: 0B00007F:9C4D 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0";

    [Theory]
    [InlineData("00000000:1F90", 3000, 8080, false)] // 0.0.0.0:8080
    [InlineData("0100007F:1F90", 3000, null, true)] // 127.0.0.1:8080
    [InlineData("0100007F:0BB8", 3000, null, true)] // 127.0.0.1:3000
    [InlineData("00000000:0BB8", 3000, null, false)] // 0.0.0.0:3000, as expected
    [InlineData("00000000000000000000000000000000:1F90", 3000, 8080, false)] // [::]:8080
    [InlineData("00000000000000000000000001000000:1F90", 3000, null, true)] // [::1]:8080
    [InlineData("0000000000000000FFFF00000100007F:1F90", 3000, null, true)] // ::ffff:127.0.0.1
    public void A_line_tells_where_something_listens(string address, int expected, int? other, bool isLoopbackOnly)
    {
        var ports = Of($"   0: {address} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0", EngineDns);

        ports.OnlyOtherThan(expected).ShouldBe(other);
        ports.IsLoopbackOnly(expected).ShouldBe(isLoopbackOnly);
    }

    [Fact]
    public void Of_two_other_ports_neither_is_taken()
    {
        var ports = Of(
            "   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0",
            "   1: 00000000:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0");

        ports.OnlyOtherThan(3000).ShouldBeNull();
    }

    [Fact]
    public void A_connection_is_not_a_listener() =>
        Of("   0: 00000000:1F90 0200000A:C350 01 00000000:00000000 00:00000000 00000000     0        0 1 1 0").OnlyOtherThan(3000).ShouldBeNull();

    private static ListeningPorts Of(params string[] lines)
    {
        var ports = new ListeningPorts();
        foreach (var line in lines)
            ports.Add(line);
        return ports;
    }
}
