using System.Net;

namespace Seaworthy.Docker;

/// <summary>The engine refused a call, or could not be asked (<see cref="DockerUnavailableException"/>).</summary>
public class DockerException : Exception
{
    public DockerException(string operation, HttpStatusCode? statusCode, string engineMessage, Exception? innerException = null)
        : base($"Docker could not {operation}: {engineMessage}", innerException)
    {
        Operation = operation;
        StatusCode = statusCode;
        EngineMessage = engineMessage;
    }

    /// <summary>What was asked for, as the end of "could not …": <c>start container web.1</c>.</summary>
    public string Operation { get; }

    /// <summary>The engine's answer; null where there was none, or where the error came inside a stream that began well.</summary>
    public HttpStatusCode? StatusCode { get; }

    /// <summary>The engine's own words, such as <c>network x not found</c>.</summary>
    public string EngineMessage { get; }
}
