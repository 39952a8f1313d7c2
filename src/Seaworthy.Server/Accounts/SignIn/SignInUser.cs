using System.Net;
using Microsoft.AspNetCore.Identity;
using Seaworthy.Server.Accounts.Authentication;
using Seaworthy.Server.Accounts.Users;

namespace Seaworthy.Server.Accounts.SignIn;

internal enum SignInOutcome
{
    SignedIn,
    Refused,
    TooManyAttempts,
}

/// <summary>Signs a user in by password: five wrong ones lock the account for five minutes, twenty failures slow the address down.</summary>
internal sealed class SignInUser(SignInManager<User> signIn, IPasswordHasher<User> passwords, FailedAttempts failures)
{
    private static readonly User Nobody = new() { Email = "", NormalizedEmail = "", Name = "", SecurityStamp = "" };

    /// <summary>Compared with where there is no such user, so that the time of the answer tells nothing.</summary>
    private static readonly string NobodysHash = new PasswordHasher<User>().HashPassword(Nobody, Guid.NewGuid().ToString());

    public async Task<SignInOutcome> RunAsync(string email, string password, IPAddress? address, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (failures.Wait(address) is not null)
            return SignInOutcome.TooManyAttempts;
        var user = await signIn.UserManager.FindByNameAsync(email);
        if (user is null)
            passwords.VerifyHashedPassword(Nobody, NobodysHash, password);
        else if ((await signIn.PasswordSignInAsync(user, password, isPersistent: true, lockoutOnFailure: true)).Succeeded)
            return SignInOutcome.SignedIn;
        failures.Add(address);
        return SignInOutcome.Refused;
    }
}
