using System.Net;
using System.Net.Sockets;
using Seaworthy.Machine.Ports;
using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Tests.Ports;

public sealed class PortCheckTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Demand_PortIsHeld_NamesTheHolderAndTheWayOut(string address)
    {
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var held = Should.Throw<PortHeldException>(() => PortCheck.Demand(port, "ROUTER_HTTP_PORT", _ => false));

        held.Holder!.ProcessId.ShouldBe(Environment.ProcessId);
        held.Message.ShouldBe(
            $"Port {port} is held by {ProcessStat.Read(Environment.ProcessId)!.Name} (pid {Environment.ProcessId}). " +
            $"Stop it, or choose another port: ROUTER_HTTP_PORT={port + 1} ./sea up");
    }

    [Fact]
    public void Demand_HeldByOurOwnService_IsFine()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        PortCheck.Demand(((IPEndPoint)listener.LocalEndpoint).Port, "ROUTER_HTTP_PORT", id => id == Environment.ProcessId);
    }

    [Fact]
    public void Demand_FreePort_IsFine()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        PortCheck.Demand(port, "ROUTER_HTTP_PORT", _ => false);
    }

    [Fact]
    public void PrivilegedPort_TheWayOutIsAnUnprivilegedOne() =>
        new PortHeldException(80, "ROUTER_HTTP_PORT", new PortHolder(812, "nginx")).Message
            .ShouldBe("Port 80 is held by nginx (pid 812). Stop it, or choose another port: ROUTER_HTTP_PORT=8081 ./sea up");
}
