namespace Seaworthy.Server.Domains;

/// <summary>A host for an app.</summary>
public sealed record DomainRequest
{
    /// <summary>A name such as <c>www.example.com</c>; letters of any script.</summary>
    public string? Host { get; init; }

    /// <summary>Only requests under this path; <c>/</c>, all of them, by default.</summary>
    public string? PathPrefix { get; init; }

    /// <summary>Send who comes by http to https, as soon as there is a certificate; true by default.</summary>
    public bool? RedirectToHttps { get; init; }
}

/// <summary>Changes of a domain: what is null stays as it is.</summary>
public sealed record DomainChangeRequest
{
    public string? PathPrefix { get; init; }

    public bool? RedirectToHttps { get; init; }
}
