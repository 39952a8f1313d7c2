using System.Text;
using Seaworthy.Edge.Forwarding.Grpc;

namespace Seaworthy.Edge.Pages;

/// <summary>A <see cref="Page"/> for a gRPC caller: HTTP 200 and a status among the headers, with nothing after them.</summary>
internal static class GrpcAnswer
{
    private const int Cancelled = 1;
    private const int DeadlineExceeded = 4;
    private const int Unimplemented = 12;
    private const int Internal = 13;
    private const int Unavailable = 14;

    public static void Write(HttpContext http, Page page, string text)
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = GrpcRequest.ContentType;
        http.Response.Headers["grpc-status"] = StatusOf(page).ToString(null as IFormatProvider);
        http.Response.Headers["grpc-message"] = Encode(text);
    }

    private static int StatusOf(Page page) => page.Status switch
    {
        404 => Unimplemented,
        408 => Cancelled,
        504 when page == Page.TimedOut => DeadlineExceeded,
        >= 502 and <= 504 => Unavailable,
        _ => Internal,
    };

    /// <summary>As gRPC wants it: UTF-8, percent-encoded but for what can be printed.</summary>
    private static string Encode(string text)
    {
        var encoded = new StringBuilder();
        foreach (var letter in Encoding.UTF8.GetBytes(text))
            encoded.Append(letter is >= 0x20 and <= 0x7e and not (byte)'%' ? ((char)letter).ToString() : $"%{letter:X2}");
        return encoded.ToString();
    }
}
