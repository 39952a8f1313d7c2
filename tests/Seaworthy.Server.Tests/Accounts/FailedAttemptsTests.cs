using System.Net;
using Seaworthy.Server.Accounts.Authentication;
using Seaworthy.Testing;

namespace Seaworthy.Server.Tests.Accounts;

public sealed class FailedAttemptsTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Add_BeyondTheLimit_WaitsUntilTheMinuteIsOver()
    {
        var failures = new FailedAttempts(time);
        var address = IPAddress.Parse("192.0.2.1");
        for (var count = 0; count < FailedAttempts.Limit; count++)
            failures.Add(address).ShouldBeNull();

        time.Advance(TimeSpan.FromSeconds(20));
        failures.Add(address).ShouldBe(TimeSpan.FromSeconds(40));
        failures.Wait(IPAddress.Parse("192.0.2.2")).ShouldBeNull();
        time.Advance(TimeSpan.FromSeconds(40));
        failures.Wait(address).ShouldBeNull();
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9")]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1")]
    public void Add_FromAddressesOfOneSubscriber_CountsTogether(string one, string other)
    {
        var failures = new FailedAttempts(time);
        for (var count = 0; count <= FailedAttempts.Limit; count++)
            failures.Add(IPAddress.Parse(one));

        failures.Wait(IPAddress.Parse(other)).ShouldNotBeNull();
        failures.Wait(IPAddress.Parse("2001:db8:1:3::1")).ShouldBeNull();
    }
}
