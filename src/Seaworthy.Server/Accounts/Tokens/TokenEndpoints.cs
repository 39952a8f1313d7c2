using Microsoft.AspNetCore.Http.HttpResults;
using Seaworthy.Server.Api;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Accounts.Tokens;

internal static class TokenEndpoints
{
    private const int MaxDays = 3650;

    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        var tokens = routes.MapGroup("/api/v1/tokens").WithTags("tokens").Require(Permission.TokensManage);
        tokens.MapPost("", CreateAsync).WithSummary("Make a token: it is shown this once.").ProducesProblem(StatusCodes.Status403Forbidden).WithMetadata(new AnswersWithSecret());
        tokens.MapGet("", ListAsync).WithSummary("List the tokens that are valid, without their secrets.");
        tokens.MapDelete("{id:guid}", RevokeAsync).WithSummary("Revoke a token: it holds no longer.").ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapPost("/api/v1/tickets", CreateTicket).WithTags("tickets").WithSummary("Make a ticket for a WebSocket of a browser: it holds once, for 30 seconds.").WithMetadata(new AnswersWithSecret()).Require(Permission.LogsRead);
    }

    private static async Task<Results<Created<NewTokenView>, Problem>> CreateAsync(TokenRequest body, CreateToken create, HttpContext context, CancellationToken ct)
    {
        var actor = context.Actor();
        var faults = new InputFaults();
        faults.Require(body.Name is { Length: > 0 and <= 100 } && !body.Name.Any(char.IsControl), "name", "must be 1 to 100 printable characters");
        faults.Require(body.ExpiresInDays is null or (>= 1 and <= MaxDays), "expires_in_days", $"must be between 1 and {MaxDays}");
        if (faults.ToProblem() is { } problem)
            return problem;
        if (body.Role > actor.Role)
            return Problem.Forbidden($"You are {actor.Role.Word()} and cannot make a token with the role '{body.Role.Value.Word()}'.");
        var lifetime = body.ExpiresInDays is { } days ? TimeSpan.FromDays(days) : (TimeSpan?)null;
        var (token, secret) = await create.RunAsync(actor, new CreateToken.Request(body.Name, body.Role, lifetime), ct);
        return TypedResults.Created($"/api/v1/tokens/{token.Id}", new NewTokenView(token.Id, token.Name, token.Role, secret.Reveal(), token.CreatedAt, token.ExpiresAt));
    }

    private static async Task<Results<Ok<IReadOnlyList<TokenView>>, Problem>> ListAsync([AsParameters] PageRequest request, TokenStore store, HttpContext context, CancellationToken ct)
    {
        if (!request.TryRead<Guid>(out var page, out var fault))
            return fault;
        var tokens = await store.ListAsync(context.Actor().Organization, page.After, page.Take, ct);
        return page.Answer(context, tokens, token => token.Id.Value, token => new TokenView(token.Id, token.Name, token.Role, token.CreatedAt, token.ExpiresAt, token.LastUsedAt));
    }

    private static async Task<Results<NoContent, Problem>> RevokeAsync(Guid id, RevokeToken revoke, HttpContext context, CancellationToken ct) =>
        await revoke.RunAsync(context.Actor(), new TokenId(id), ct) ? TypedResults.NoContent() : Problem.NotFound("token");

    private static Created<TicketView> CreateTicket(Tickets tickets, HttpContext context)
    {
        var (ticket, expires) = tickets.Issue(context.Actor());
        return TypedResults.Created((string?)null, new TicketView(ticket, expires));
    }
}

/// <param name="Role">viewer, member, admin or owner, at most the creator's own; admin if left out.</param>
/// <param name="ExpiresInDays">1 to 3650; never if left out.</param>
public sealed record TokenRequest(string Name, Role? Role = null, int? ExpiresInDays = null);

/// <param name="Token">The only time that it is shown.</param>
public sealed record NewTokenView(TokenId Id, string Name, Role Role, string Token, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);

public sealed record TokenView(TokenId Id, string Name, Role Role, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);

public sealed record TicketView(string Ticket, DateTimeOffset ExpiresAt);
