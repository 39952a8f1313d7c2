using System.Net.Mail;

namespace Seaworthy.Server.Accounts.Setup;

/// <summary>What the setup page's form sends.</summary>
public sealed record SetupForm
{
    public const int ShortestPassword = 12;
    public const int LongestPassword = 256;

    public string Name { get; init; } = "";

    public string Email { get; init; } = "";

    public string Password { get; init; } = "";

    public static SetupForm Read(IFormCollection form) => new()
    {
        Name = form["name"].ToString().Trim(),
        Email = form["email"].ToString().Trim(),
        Password = form["password"].ToString(),
    };

    /// <summary>By field: what is wrong with it, as a sentence for a person.</summary>
    public IReadOnlyDictionary<string, string> Faults()
    {
        var faults = new Dictionary<string, string>();
        if (Name.Length is 0 or > 100 || Name.Any(char.IsControl))
            faults["name"] = "Your name, up to 100 characters.";
        if (Email.Length > 254 || !MailAddress.TryCreate(Email, out var address) || address.Address != Email)
            faults["email"] = "This is no e-mail address.";
        if (Password.Length is < ShortestPassword or > LongestPassword)
            faults["password"] = $"At least {ShortestPassword} characters; a sentence is a good password.";
        else if (Password.Equals(Email, StringComparison.OrdinalIgnoreCase) || Password.Distinct().Count() < 5)
            faults["password"] = "This one is too easy to guess.";
        return faults;
    }
}
