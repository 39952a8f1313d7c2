using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Seaworthy.Edge.Tests.Fixtures;

/// <summary>Keeps what is logged as an error: Kestrel hides an exception of ours from the client, but not from here.</summary>
internal sealed class Complaints : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> errors = new();

    public IReadOnlyCollection<string> Errors => errors;

    /// <summary>The only one so far, which is then forgotten.</summary>
    public string Take()
    {
        var error = errors.ShouldHaveSingleItem();
        errors.Clear();
        return error;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            errors.Enqueue($"{formatter(state, exception)} {exception}");
    }

    public void Dispose()
    {
    }
}
