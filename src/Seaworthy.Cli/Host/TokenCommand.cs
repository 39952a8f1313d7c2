using System.CommandLine;
using Seaworthy.Cli.Connection;
using Seaworthy.Client.Access;
using Seaworthy.Machine.Layout;

namespace Seaworthy.Cli.Host;

/// <summary>`sea token create`: a token for the API; nothing but the token is printed, so that a script can take it.</summary>
public static class TokenCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "What it is for: shown in the list of tokens and in the audit." };
        var days = new Option<int?>("--expires-in-days") { Description = "When it stops working; never by default." };
        var create = new Command("create", "Print a new token for the API; it is shown this once") { name, days };
        create.SetAction((result, cancellation) => RunAsync(new NewToken(result.GetValue(name)!, null, result.GetValue(days)), cancellation));
        return new Command("token", "Tokens for the API: token create NAME") { create };
    }

    private static async Task<int> RunAsync(NewToken request, CancellationToken cancellation)
    {
        Root.Demand("sea token");
        using var client = LocalServer.Client(SeaworthyHome.FromEnvironment());
        Console.WriteLine((await client.Tokens.Create(request).SendAsync(cancellation)).Secret);
        return 0;
    }
}
