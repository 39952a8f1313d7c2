using Microsoft.Extensions.Primitives;

namespace Seaworthy.Edge.Forwarding;

/// <summary>
/// A Connection header: it names the other headers that go no further than this connection. Of a request's, Kestrel forgets the
/// names that stand beside keep-alive, close or upgrade; those headers reach the app, which does no harm.
/// </summary>
internal readonly struct ConnectionHeader(StringValues values)
{
    public bool Names(string name)
    {
        foreach (var value in values)
        {
            foreach (var part in value.AsSpan().Split(','))
            {
                if (value.AsSpan()[part].Trim(" \t").Equals(name, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }
        return false;
    }
}
