using System.Text;
using System.Text.RegularExpressions;

namespace Seaworthy.Machine.Reports;

/// <summary>Takes secrets out of text that leaves the machine: those that are known, and whatever looks like one.</summary>
/// <param name="secrets">Values that must not be seen, wherever they stand.</param>
public sealed partial class Redactor(IEnumerable<string> secrets)
{
    public const string Mark = "[redacted]";

    /// <summary>Shorter values, such as "1" or "on", would take half of every log with them.</summary>
    private const int Shortest = 5;

    private readonly string[] known =
        [.. secrets.SelectMany(secret => secret.Split('\n').Append(secret)).Select(secret => secret.Trim()).Where(secret => secret.Length >= Shortest).Distinct().OrderByDescending(secret => secret.Length)];

    public string Redact(string text)
    {
        var clean = new StringBuilder(text);
        foreach (var secret in known)
            clean.Replace(secret, Mark).Replace(Uri.EscapeDataString(secret), Mark);
        text = PrivateKey().Replace(clean.ToString(), Mark);
        text = Token().Replace(text, Mark);
        text = JsonWebToken().Replace(text, Mark);
        text = SetupLink().Replace(text, "$1" + Mark);
        text = Authorization().Replace(text, "$1" + Mark);
        text = Cookie().Replace(text, "$1" + Mark);
        text = UserInfo().Replace(text, "$1" + Mark + "@");
        return Named().Replace(text, "$1" + Mark);
    }

    /// <summary>Whether a variable of this name is likely to hold a secret.</summary>
    public static bool IsSecretName(string name) => SecretName().IsMatch(name);

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|$)", RegexOptions.Singleline)]
    private static partial Regex PrivateKey();

    /// <summary>Ours, and those of well-known services.</summary>
    [GeneratedRegex(@"\b(sea_[A-Za-z0-9_-]{20,}|gh[a-z]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{15,}|xox[a-z]-[A-Za-z0-9-]{10,}|AKIA[A-Z0-9]{16}|sk-[A-Za-z0-9_-]{20,})")]
    private static partial Regex Token();

    [GeneratedRegex(@"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*")]
    private static partial Regex JsonWebToken();

    [GeneratedRegex(@"(/setup/)[A-Za-z0-9_-]{20,}")]
    private static partial Regex SetupLink();

    [GeneratedRegex(@"((?:proxy-)?authorization[""']?\s*[:=]\s*[""']?(?:bearer|basic|digest)?\s*)[^\s""',;]+", RegexOptions.IgnoreCase)]
    private static partial Regex Authorization();

    [GeneratedRegex(@"((?:set-)?cookie\s*:\s*)[^\r\n]+", RegexOptions.IgnoreCase)]
    private static partial Regex Cookie();

    /// <summary>https://user:password@host</summary>
    [GeneratedRegex(@"([a-z][a-z0-9+.-]*://)[^\s/@""']+@", RegexOptions.IgnoreCase)]
    private static partial Regex UserInfo();

    /// <summary>password=…, "api_key": "…", --token …</summary>
    [GeneratedRegex(@"([A-Za-z0-9_.-]*(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)[A-Za-z0-9_]*[""']?\s*(?:=|:)\s*[""']?)(?!\[redacted\])[^\s""',;&}]+", RegexOptions.IgnoreCase)]
    private static partial Regex Named();

    [GeneratedRegex("PASS|SECRET|TOKEN|KEY|CREDENTIAL|AUTH", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();
}
