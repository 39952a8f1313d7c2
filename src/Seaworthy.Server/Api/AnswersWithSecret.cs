namespace Seaworthy.Server.Api;

/// <summary>Endpoint metadata: the answer holds a secret that is shown once, so it must not be kept anywhere.</summary>
public sealed record AnswersWithSecret;
