using System.Net;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Tests.Sources;

public sealed class SourceAddressesTests
{
    [Theory]
    [InlineData("140.82.121.4")]
    [InlineData("2606:50c0:8000::153")]
    public void The_public_Internet_is_open(string address) => Addresses().IsAllowed(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.17.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("fd00::1")]
    [InlineData("fe80::1")]
    public void This_machine_and_its_networks_are_closed(string address) => Addresses().IsAllowed(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("192.168.1.7", true)]
    [InlineData("::ffff:192.168.1.7", true)]
    [InlineData("192.168.2.7", false)]
    public void An_opened_range_is_open_and_no_more(string address, bool isAllowed) =>
        Addresses("192.168.1.0/24").IsAllowed(IPAddress.Parse(address)).ShouldBe(isAllowed);

    [Fact]
    public async Task A_name_that_leads_home_is_refused_with_the_way_to_open_it()
    {
        var refused = await Should.ThrowAsync<SourceUnavailableException>(() => Addresses().FindAsync("localhost", TestContext.Current.CancellationToken));

        refused.Message.ShouldContain("SEAWORTHY_GIT_ALLOWED_RANGES");
    }

    [Fact]
    public async Task An_opened_name_gives_its_addresses() =>
        (await Addresses("127.0.0.0/8").FindAsync("127.0.0.1", TestContext.Current.CancellationToken)).ShouldBe([IPAddress.Loopback]);

    private static SourceAddresses Addresses(string ranges = "") =>
        new(PlatformOptions.Read(name => name == "SEAWORTHY_GIT_ALLOWED_RANGES" ? ranges : null));
}
