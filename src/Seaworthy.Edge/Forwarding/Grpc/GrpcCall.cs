using Seaworthy.Edge.Counting;

namespace Seaworthy.Edge.Forwarding.Grpc;

/// <param name="Trusted">As <see cref="TrustedProxies.Trust"/> found.</param>
/// <param name="IsProbe">The client may know which instance answers.</param>
/// <param name="Began">When it arrived, in <see cref="Ticker"/> ticks.</param>
internal sealed record GrpcCall(HttpContext Http, AppCounts Counts, bool Trusted, bool IsProbe, long Began);
