using System.Net;
using Seaworthy.Cli.Output;
using Seaworthy.Client;
using Seaworthy.Machine;
using Seaworthy.Machine.Layout;

namespace Seaworthy.Cli;

/// <summary>How what goes wrong is told, and which exit code follows from it.</summary>
public static class Failures
{
    public static int Tell(Exception failure, Surroundings around)
    {
        var screen = new Screen(around.Error, isColoured: around.ErrorIsTerminal && around.MayColour, isTerminal: around.ErrorIsTerminal);
        switch (failure)
        {
            case ApiException api:
                Fail(screen, Words(api));
                return Code(api);
            case UsageException usage:
                Fail(screen, usage.Message);
                return ExitCodes.Usage;
            case NotFoundException missing:
                Fail(screen, missing.Message);
                return ExitCodes.NotFound;
            case MachineException { InnerException: ApiException cause } machine:
                Fail(screen, machine.Message);
                return Code(cause);
            case MachineException machine:
                Fail(screen, machine.Message);
                return ExitCodes.Failed;
            case System.Text.Json.JsonException unreadable:
                Fail(screen, $"The answer makes no sense: there is no Seaworthy server at that address, or one of another version. ({unreadable.Message})");
                return ExitCodes.Failed;
            case IOException or UnauthorizedAccessException:
                Fail(screen, FileFaults.Words(failure));
                return ExitCodes.Failed;
            case OperationCanceledException:
                Fail(screen, "Stopped.");
                return ExitCodes.Interrupted;
            default:
                Fail(screen, $"sea itself failed, which it should not: {failure}");
                return ExitCodes.Bug;
        }
    }

    private static void Fail(Screen screen, string message) => screen.Line(new Inked("✗", Ink.Bad), $" {AsCalled(message)}");

    /// <summary>Advice is written as in a checkout; from a package the command is called without its folder.</summary>
    private static string AsCalled(string message) => Package.IsAround(AppContext.BaseDirectory) ? message.Replace("./sea", "sea", StringComparison.Ordinal) : message;

    public static int Code(ApiException failure) => failure.Status switch
    {
        null => ExitCodes.Unreachable,
        HttpStatusCode.NotFound => ExitCodes.NotFound,
        HttpStatusCode.BadRequest when NamesNothing(failure) => ExitCodes.NotFound,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCodes.Refused,
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => ExitCodes.Unreachable,
        _ => ExitCodes.Failed,
    };

    /// <summary>A field of the request names what is not there: so the server begins all such faults, as in "names no release of this app".</summary>
    private static bool NamesNothing(ApiException failure) =>
        failure.Errors.Count > 0 && failure.Errors.Values.All(faults => faults.All(fault => fault.StartsWith(Absent.NamesNo, StringComparison.Ordinal)));

    /// <summary>The server's own sentence, with a line for each field that is wrong, and what to do next where we know it.</summary>
    private static string Words(ApiException failure)
    {
        var words = failure.IsUnreachable ? $"{failure.Message} {Advice(failure)}".TrimEnd() : Sentence(failure);
        return failure.TraceId is { } trace && !words.Contains(trace, StringComparison.Ordinal) ? $"{words} (trace id {trace})" : words;
    }

    private static string Sentence(ApiException failure) => failure switch
    {
        { Status: HttpStatusCode.Unauthorized } => $"{failure.Detail.TrimEnd('.')}. Log in with a valid token: sea login URL.",
        { Errors.Count: > 1 } when !NamesNothing(failure) => "Not valid:" + string.Concat(failure.Errors.Select(error => $"\n  {error.Key} {string.Join(", ", error.Value)}")),
        _ when NamesNothing(failure) => string.Join("\n  ", failure.Errors.Select(error => Absent.Field(error.Key, error.Value[0]))),
        _ => Absent.WithAdvice(failure.Detail),
    };

    private static string Advice(ApiException failure) => failure.IsLocal
        ? "Start it with ./sea up; if it should be running, ./sea logs server says what it does."
        : "Is the address right, and is the server up?";
}
