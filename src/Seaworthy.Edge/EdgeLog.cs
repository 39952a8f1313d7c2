using System.Net;
using Seaworthy.Edge.Forwarding;

namespace Seaworthy.Edge;

/// <summary>What the edge says. Nothing is said per request.</summary>
internal static partial class EdgeLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Listening on port {Port} and {CaddySocket}; told what to do on {ControlSocket}; serving table {Version}")]
    public static partial void Listening(this ILogger log, int port, string caddySocket, string controlSocket, long version);

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving table {Version}: {Apps} apps, {Targets} targets")]
    public static partial void TableApplied(this ILogger log, long version, int apps, int targets);

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving table {Version}: {Changed} apps changed, {Removed} removed; {Apps} apps, {Targets} targets")]
    public static partial void TableChanged(this ILogger log, long version, int changed, int removed, int apps, int targets);

    [LoggerMessage(Level = LogLevel.Error, Message = "The kept change to table {Version} cannot be used; table {Served} is served until the next one comes: {Fault}")]
    public static partial void ChangeForgotten(this ILogger log, long version, long served, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Refused table {Version}: {Faults}")]
    public static partial void TableRejected(this ILogger log, long version, string faults);

    [LoggerMessage(Level = LogLevel.Error, Message = "The kept table cannot be used and was put aside as {AsideAs}; nothing is served until the next table comes: {Fault}")]
    public static partial void TablePutAside(this ILogger log, string asideAs, string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "The new table could not be kept; the old one stays")]
    public static partial void TableNotKept(this ILogger log, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Instance {Instance} at {Address} takes no connections ({Error}); others are preferred for a while")]
    public static partial void InstanceEjected(this ILogger log, Guid instance, IPEndPoint address, ExchangeEnd error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: no new connections, up to {Drain} for what is under way")]
    public static partial void Stopping(this ILogger log, TimeSpan drain);

    [LoggerMessage(Level = LogLevel.Information, Message = "Taking over from the edge on {Socket}")]
    public static partial void TakingOver(this ILogger log, string socket);

    [LoggerMessage(Level = LogLevel.Information, Message = "Handed over: no new connections, up to {Limit} for what is under way")]
    public static partial void HandedOver(this ILogger log, TimeSpan limit);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped")]
    public static partial void Stopped(this ILogger log);
}
