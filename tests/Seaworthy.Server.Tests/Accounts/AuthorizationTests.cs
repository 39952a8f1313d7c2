using Microsoft.AspNetCore.StaticAssets;
using Seaworthy.Server.Accounts;

namespace Seaworthy.Server.Tests.Accounts;

/// <summary>
/// Every endpoint of the real server, also those that come later: closed to strangers, closed to roles without its permission, and
/// blind for the rows of other organizations.
/// </summary>
public sealed class AuthorizationTests(RunningServer server) : IClassFixture<RunningServer>
{
    /// <summary>All that is open to everyone, but for style and pictures. Adding to it is a decision: DESIGN names what may be.</summary>
    private static readonly string[] Open =
    [
        "GET /health", "GET /health/docker", "GET /ready",
        "GET /setup", "GET /setup/{secret}", "POST /setup",
        "GET /sign-in", "POST /sign-in",
    ];

    /// <summary>Open without credentials to monitors on this machine, which this test's client is; MetricsTests asks as others.</summary>
    private static readonly string[] OpenToThisMachine = ["GET /metrics", "GET /api/v1/stats"];

    /// <summary>Bodies that an endpoint needs before it looks at whose row it is: by its name.</summary>
    private static readonly Dictionary<string, string> Bodies = new()
    {
        ["POST /api/v1/apps/{app}/env"] = """{"KEY":"value"}""",
        ["PUT /api/v1/apps/{app}/env"] = """{"KEY":"value"}""",
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Only_what_is_listed_is_open_to_everyone()
    {
        var open = Mapped.Of(server.Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null)).Where(endpoint => endpoint.Needs is null).Select(endpoint => endpoint.Name).Distinct().Order(StringComparer.Ordinal);

        open.ShouldBe(Open.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_credentials_every_other_endpoint_answers_401()
    {
        using var stranger = server.Client();
        var answers = new List<string>();
        foreach (var endpoint in Closed().Where(endpoint => !OpenToThisMachine.Contains(endpoint.Name)))
            answers.Add($"{endpoint.Name} {await StatusAsync(stranger, endpoint, _ => Guid.NewGuid().ToString())}");

        answers.ShouldNotBeEmpty();
        answers.ShouldAllBe(answer => answer.EndsWith(" 401", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_role_without_the_permission_is_answered_403()
    {
        using var viewer = server.Client(await server.TokenAsync(Role.Viewer, Cancel));
        var answers = new List<string>();
        foreach (var endpoint in Closed().Where(endpoint => !Role.Viewer.Allows(endpoint.Needs!.Value)))
            answers.Add($"{endpoint.Name} {await StatusAsync(viewer, endpoint, _ => Guid.NewGuid().ToString())}");

        answers.ShouldNotBeEmpty();
        answers.ShouldAllBe(answer => answer.EndsWith(" 403", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rows_of_another_organization_do_not_exist()
    {
        var rows = await OthersRows.CreateAsync(server, Cancel);
        using var neighbour = server.Client(await server.TokenAsync(Role.Owner, Cancel, await server.NewOrganizationAsync(Cancel)));
        using var owner = server.Client(await server.TokenAsync(Role.Owner, Cancel));
        var answers = new List<string>();
        foreach (var endpoint in Closed().Where(endpoint => endpoint.Pattern.Parameters.Count > 0))
        {
            answers.Add($"{endpoint.Name} {await StatusAsync(neighbour, endpoint, rows.IdOf)}");
            // The same request is no 404 for its owner, or the test would prove nothing.
            if (endpoint.Method == "GET")
                (await StatusAsync(owner, endpoint, rows.IdOf)).ShouldNotBeOneOf([404, 500], endpoint.Name);
        }

        answers.ShouldNotBeEmpty();
        answers.ShouldAllBe(answer => answer.EndsWith(" 404", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lists_show_the_own_organization_only()
    {
        await OthersRows.CreateAsync(server, Cancel);
        using var neighbour = server.Client(await server.TokenAsync(Role.Owner, Cancel, await server.NewOrganizationAsync(Cancel)));

        (await neighbour.GetStringAsync("/api/v1/apps", Cancel)).ShouldBe("[]");
    }

    [Fact]
    public async Task The_owner_of_another_organization_does_not_administrate_the_machine()
    {
        var elsewhere = await server.NewOrganizationAsync(Cancel);
        using var neighbour = server.Client(await server.TokenAsync(Role.Owner, Cancel, elsewhere));
        foreach (var endpoint in Closed().Where(endpoint => endpoint.Needs == Permission.HostAdministrate))
            (await StatusAsync(neighbour, endpoint, _ => Guid.NewGuid().ToString())).ShouldBe(403, endpoint.Name);
    }

    private IEnumerable<Mapped> Closed() => Mapped.Of(server.Endpoints).Where(endpoint => endpoint.Needs is not null);

    private static async Task<int> StatusAsync(HttpClient client, Mapped endpoint, Func<string, string> valueOf)
    {
        using var request = endpoint.Request(endpoint.Path(valueOf), Bodies.GetValueOrDefault(endpoint.Name));
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        return (int)answer.StatusCode;
    }
}
