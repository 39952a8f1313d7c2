using Seaworthy.Client;
using Seaworthy.Client.Transport;
using Seaworthy.Machine.Layout;

namespace Seaworthy.Cli.Connection;

/// <summary>This machine's own server, over the socket where whoever is root is the administrator.</summary>
public static class LocalServer
{
    /// <param name="patience">Null: a server that does not answer is not waited for.</param>
    public static SeaworthyClient Client(SeaworthyHome home, Patience? patience = null) => new(new ServerAddress.AdminSocket(home.AdminSocket), patience);
}
