namespace Seaworthy.Client.Transport;

/// <summary>One request of the API, as often as it may have to be sent.</summary>
/// <param name="Path">From the root, with its query.</param>
public sealed record ApiRequest(HttpMethod Method, string Path)
{
    /// <summary>Makes the body anew for each attempt; null: none.</summary>
    public Func<HttpContent>? Body { get; init; }

    /// <summary>A large body, which is made while it is sent and is not sent twice.</summary>
    public bool IsUpload { get; init; }

    /// <summary>Null: 100 s.</summary>
    public TimeSpan? Timeout { get; init; }

    public override string ToString() => $"{Method} {Path.Split('?')[0]}";

    /// <summary>With one more parameter in its query; a null value adds none.</summary>
    public ApiRequest With(string parameter, string? value) =>
        value is null ? this : this with { Path = $"{Path}{(Path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{parameter}={Uri.EscapeDataString(value)}" };
}
