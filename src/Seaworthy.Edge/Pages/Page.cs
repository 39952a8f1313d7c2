using Seaworthy.Edge.Client;
using Seaworthy.Edge.Forwarding;

namespace Seaworthy.Edge.Pages;

/// <summary>What a visitor is told when no app answers. <c>{app}</c> in a text stands for the app's name.</summary>
/// <param name="Code">For programs, in the JSON form.</param>
/// <param name="Advice">What to do next.</param>
internal sealed record Page(int Status, string Code, string Title, string Message, string Advice)
{
    public static Page NoSuchApp { get; } = new(
        404, "no_such_app", "There is no app here",
        "No app on this server answers at this address.",
        "Check the address for a typing error. If the app is yours, look whether this domain is among its domains.");

    public static Page Empty { get; } = new(
        404, "nothing_deployed", "Nothing is deployed yet",
        "{app} exists, but no release of it has gone live.",
        "If it is yours, deploy it; it appears here by itself.");

    public static Page Starting { get; } = new(
        503, "starting", "{app} is starting",
        "It will be here in a moment.",
        "This page tries again by itself every few seconds.")
    { RetryAfterSeconds = 3 };

    public static Page Stopped { get; } = new(
        503, "stopped", "{app} is stopped",
        "Its owner has stopped it.",
        "If it is yours, start it again; until then there is nothing to wait for.");

    public static Page Failed { get; } = new(
        503, "no_healthy_instance", "{app} is not running",
        "None of its instances is healthy.",
        "Please try again later. If it is yours, its latest deployment and its logs say why.")
    { RetryAfterSeconds = 15 };

    public static Page Refused { get; } = new(
        502, "connection_refused", "{app} does not accept connections",
        "Your request was not delivered to it.",
        "Please try again in a moment. If it is yours, look whether it listens on the port in PORT, on all addresses.")
    { RetryAfterSeconds = 5 };

    public static Page Unreachable { get; } = new(
        504, "connect_timeout", "{app} cannot be reached",
        "It did not take a connection in time, and your request was not delivered to it.",
        "Please try again in a moment. If it is yours, look whether its instances are overloaded.")
    { RetryAfterSeconds = 5 };

    public static Page NoAnswer { get; } = new(
        502, "no_answer", "{app} gave no answer",
        "It closed the connection before it had answered. It may have acted on your request all the same.",
        "Look whether what you wanted has happened before you try again. If the app is yours, its logs may tell more.");

    public static Page BadAnswer { get; } = new(
        502, "bad_answer", "{app} gave an answer that makes no sense",
        "What it sent is not valid HTTP.",
        "If the app is yours, look whether another protocol, such as HTTPS, is spoken on its port.");

    public static Page TimedOut { get; } = new(
        504, "timeout", "{app} took too long",
        "It has your request, but did not answer in time. It may still be working on it.",
        "Look whether what you wanted has happened before you try again. If the app is yours, do long work in the background.");

    public static Page ClientTimedOut { get; } = new(
        408, "request_timeout", "Your request did not arrive",
        "Its body came to a halt on the way.",
        "Please try again.");

    public static Page BadRequest { get; } = new(
        400, "bad_request", "That request cannot be understood",
        "It could be read in more than one way, and so it was not handed on.",
        "If you write the program that sends it, look at its headers, above all Content-Length and Transfer-Encoding.");

    public static Page NotImplemented { get; } = new(
        501, "not_implemented", "That encoding is not known here",
        "The only transfer encoding that is understood is chunked.",
        "Send the request in another way.");

    public static Page MethodNotAllowed { get; } = new(
        405, "method_not_allowed", "That method is not allowed",
        "CONNECT and TRACE are not handed on to apps.",
        "Use another method.");

    public static Page TooManySockets { get; } = new(
        503, "too_many_sockets", "Too many open sockets",
        "This server cannot hold another one now.",
        "Please try again later.")
    { RetryAfterSeconds = 15 };

    /// <summary>A program may try again after so long, and a browser does so by itself where the page says so.</summary>
    public int? RetryAfterSeconds { get; private init; }

    public bool ReloadsItself => this == Starting;

    /// <summary>For an app without any target.</summary>
    public static Page Of(AppState state) => state switch
    {
        AppState.Starting => Starting,
        AppState.Stopped => Stopped,
        AppState.Empty => Empty,
        _ => Failed,
    };

    /// <summary>Null: nobody is left to read it, or the answer has begun.</summary>
    public static Page? Of(ExchangeEnd end) => end switch
    {
        ExchangeEnd.Refused => Refused,
        ExchangeEnd.ConnectTimedOut => Unreachable,
        ExchangeEnd.NoAnswer or ExchangeEnd.NotDelivered => NoAnswer,
        ExchangeEnd.BadAnswer => BadAnswer,
        ExchangeEnd.TimedOut => TimedOut,
        ExchangeEnd.ClientTimedOut => ClientTimedOut,
        ExchangeEnd.BadRequest => BadRequest,
        ExchangeEnd.TooManySockets => TooManySockets,
        _ => null,
    };
}
