using System.Globalization;
using System.Net;

namespace Seaworthy.Testing.Docker;

internal static class FakeSignals
{
    private static readonly Dictionary<string, int> Numbers = new()
    {
        ["SIGHUP"] = 1, ["SIGINT"] = 2, ["SIGQUIT"] = 3, ["SIGABRT"] = 6, ["SIGKILL"] = 9, ["SIGUSR1"] = 10, ["SIGUSR2"] = 12,
        ["SIGTERM"] = 15, ["SIGCONT"] = 18, ["SIGSTOP"] = 19, ["SIGWINCH"] = 28,
    };

    public static int NumberOf(string signal) => Numbers[signal];

    /// <summary>The name with SIG before it, for <c>TERM</c>, <c>SIGTERM</c> or <c>15</c>.</summary>
    public static string Parse(string container, string signal)
    {
        var name = int.TryParse(signal, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Numbers.FirstOrDefault(known => known.Value == number).Key
            : signal.StartsWith("SIG", StringComparison.Ordinal) ? signal : "SIG" + signal;
        return name is not null && Numbers.ContainsKey(name)
            ? name
            : throw new FakeRefusal(HttpStatusCode.BadRequest, $"cannot kill container: {container}: invalid signal: {signal}");
    }
}
