using System.Globalization;

namespace Seaworthy.Docker.Transport;

/// <summary>A version of the Engine API, such as 1.45.</summary>
internal readonly record struct ApiVersion(int Major, int Minor) : IComparable<ApiVersion>
{
    /// <summary>The newest version whose answers this client has been written against.</summary>
    public static ApiVersion Newest { get; } = new(1, 45);

    /// <summary>Engine 20.10, the oldest that is still packaged anywhere.</summary>
    public static ApiVersion Oldest { get; } = new(1, 41);

    public static bool TryParse(string? text, out ApiVersion version)
    {
        version = default;
        if (text?.Split('.') is not [var major, var minor]
            || !int.TryParse(major, NumberStyles.None, CultureInfo.InvariantCulture, out var majorNumber)
            || !int.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out var minorNumber))
            return false;

        version = new ApiVersion(majorNumber, minorNumber);
        return true;
    }

    /// <summary>The lower of ours and the engine's.</summary>
    /// <exception cref="DockerException">The engine is older than <see cref="Oldest"/>, or does not say.</exception>
    public static ApiVersion Negotiate(string? offered)
    {
        if (!TryParse(offered, out var engine) || engine.CompareTo(Oldest) < 0)
        {
            throw new DockerException("agree on an API version", null,
                $"the engine offers API {offered ?? "of no known version"}; {Oldest} (Docker Engine 20.10) or newer is needed");
        }

        return engine.CompareTo(Newest) < 0 ? engine : Newest;
    }

    public int CompareTo(ApiVersion other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");
}
