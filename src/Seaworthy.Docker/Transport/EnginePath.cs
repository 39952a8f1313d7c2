using System.Globalization;
using System.Text;

namespace Seaworthy.Docker.Transport;

/// <summary>A path and query below the API version, each part escaped: <c>containers/web.1/stop?t=10</c>.</summary>
internal sealed class EnginePath
{
    private readonly StringBuilder text;
    private char separator = '?';

    private EnginePath(string path) => text = new StringBuilder(path);

    /// <exception cref="ArgumentException">
    /// A segment is empty, <c>.</c> or <c>..</c>: it would name another resource than the one meant.
    /// </exception>
    public static EnginePath Of(params IEnumerable<string> segments)
    {
        var escaped = segments.Select(segment => segment is "" or "." or ".."
            ? throw new ArgumentException($"'{segment}' cannot be part of a name in Docker.", nameof(segments))
            : Uri.EscapeDataString(segment));
        return new EnginePath(string.Join('/', escaped));
    }

    /// <summary>The path of an image reference, whose slashes are part of the path.</summary>
    public static EnginePath OfImage(string reference, params IEnumerable<string> rest) =>
        Of(["images", .. reference.Split('/'), .. rest]);

    /// <summary>Adds a query parameter, unless the value is null.</summary>
    public EnginePath With(string name, string? value)
    {
        if (value is null)
            return this;

        text.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
        separator = '&';
        return this;
    }

    public EnginePath With(string name, bool value) => With(name, value ? "1" : "0");

    public EnginePath With(string name, long value) => With(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Whole seconds, rounded up: a grace is never shorter than asked.</summary>
    public EnginePath With(string name, TimeSpan value) => With(name, (long)Math.Ceiling(value.TotalSeconds));

    public EnginePath With(Filters filters) => With("filters", filters.ToJson());

    public override string ToString() => text.ToString();
}
