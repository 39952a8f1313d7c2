using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Seaworthy.Server.Accounts.Users;

namespace Seaworthy.Server.Accounts.SignIn;

internal static class SignInEndpoints
{
    private const string Reason = "whoever signs in is nobody yet";

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sign-in", Show).AllowEveryone(Reason);
        routes.MapPost("/sign-in", SignInAsync).AllowEveryone(Reason);
        routes.MapPost("/sign-out", SignOutAsync).Require(Permission.AppsRead);
    }

    private static IResult Show(HttpContext context, string? @return) =>
        context.Features.Get<Actor>() is not null ? Results.LocalRedirect(Local(@return)) : Page("", @return, null, StatusCodes.Status200OK);

    private static async Task<IResult> SignInAsync(HttpContext context, IAntiforgery antiforgery, SignInUser signIn, CancellationToken ct)
    {
        await antiforgery.ValidateRequestAsync(context);
        var form = await context.Request.ReadFormAsync(ct);
        var email = form["email"].ToString().Trim();
        var outcome = await signIn.RunAsync(email, form["password"].ToString(), context.Connection.RemoteIpAddress, ct);
        return outcome switch
        {
            SignInOutcome.SignedIn => Results.LocalRedirect(Local(form["return"])),
            SignInOutcome.TooManyAttempts => Page(email, form["return"], "Too many failed attempts from your address. Try again in a minute.", StatusCodes.Status429TooManyRequests),
            // One sentence for all: who has an account here is nobody's business.
            _ => Page(email, form["return"], "E-mail or password is wrong, or the account rests for five minutes after too many tries.", StatusCodes.Status400BadRequest),
        };
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, IAntiforgery antiforgery, SignInManager<User> signIn)
    {
        await antiforgery.ValidateRequestAsync(context);
        await signIn.SignOutAsync();
        return Results.LocalRedirect("/sign-in");
    }

    private static RazorComponentResult<SignInPage> Page(string email, string? returnTo, string? fault, int status) =>
        new(new { Email = email, Return = Local(returnTo), Fault = fault }) { StatusCode = status };

    /// <summary>Back to where the visitor came from, if that is a page of ours.</summary>
    private static string Local(string? path) =>
        path is ['/', ..] && (path.Length == 1 || path[1] is not ('/' or '\\')) && !path.Any(char.IsControl) ? path : "/";
}
