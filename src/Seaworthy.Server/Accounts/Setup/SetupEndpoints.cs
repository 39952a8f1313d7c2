using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Seaworthy.Server.Accounts.Users;
using Seaworthy.Server.Api;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Accounts.Setup;

internal static class SetupEndpoints
{
    private const string Reason = "the first administrator has no account yet; the secret link is the key";

    public static void MapSetup(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/setup-links", IssueAsync).WithTags("setup").WithSummary("Make a link for the first administrator.").ProducesProblem(StatusCodes.Status409Conflict).WithMetadata(new AnswersWithSecret()).Require(Permission.HostAdministrate);
        routes.MapGet("/setup/{secret}", RedeemAsync).AllowEveryone(Reason);
        routes.MapGet("/setup", Show).AllowEveryone(Reason);
        routes.MapPost("/setup", CreateAsync).AllowEveryone(Reason);
    }

    private static async Task<Results<Created<SetupLinkView>, Problem>> IssueAsync(SetupLinks links, PlatformOptions options, HttpContext context, CancellationToken ct) =>
        await links.IssueAsync(context.Actor(), ct) is var (secret, expires)
            ? TypedResults.Created((string?)null, new SetupLinkView($"{options.DashboardUrl}/setup/{secret}", expires))
            : Problem.Conflict("This installation has an administrator already: sign in instead.");

    /// <summary>The secret is spent and gone from the address before anything is shown.</summary>
    private static async Task<IResult> RedeemAsync(string secret, SetupLinks links, SetupCookie cookie, HttpContext context, CancellationToken ct)
    {
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.CacheControl = "no-store";
        if (await links.RedeemAsync(secret, ct) is { } pass)
            cookie.Set(context, pass);
        return Results.Redirect("/setup");
    }

    private static RazorComponentResult<SetupPage> Show(SetupCookie cookie, HttpContext context) =>
        Page(cookie.Read(context) is not null, new SetupForm(), new Dictionary<string, string>());

    private static async Task<IResult> CreateAsync(
        HttpContext context, IAntiforgery antiforgery, SetupCookie cookie, CreateFirstAdministrator create, SignInManager<User> signIn, CancellationToken ct)
    {
        await antiforgery.ValidateRequestAsync(context);
        var form = SetupForm.Read(await context.Request.ReadFormAsync(ct));
        var pass = cookie.Read(context);
        var faults = form.Faults();
        if (pass is null || faults.Count > 0)
            return Page(pass is not null, form, faults);
        var user = await create.RunAsync(pass, form.Name, form.Email, form.Password, ct);
        SetupCookie.Remove(context);
        if (user is null)
            return Page(mayCreate: false, form, faults);
        await signIn.SignInAsync(user, isPersistent: true);
        return Results.Redirect("/");
    }

    private static RazorComponentResult<SetupPage> Page(bool mayCreate, SetupForm form, IReadOnlyDictionary<string, string> faults) =>
        new(new { MayCreate = mayCreate, Form = form, Faults = faults }) { StatusCode = faults.Count > 0 ? StatusCodes.Status400BadRequest : null };
}

/// <param name="Url">Holds once, for an hour.</param>
public sealed record SetupLinkView(string Url, DateTimeOffset ExpiresAt);
