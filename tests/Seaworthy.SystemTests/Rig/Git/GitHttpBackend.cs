using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Seaworthy.SystemTests.Rig.Git;

/// <summary>One request as the CGI program <c>git http-backend</c> answers it (RFC 3875).</summary>
public sealed class GitHttpBackend(string directory)
{
    public async Task Answer(HttpContext context)
    {
        var cancel = context.RequestAborted;
        using var backend = Process.Start(StartInfo(context.Request))!;
        try
        {
            // The response may start before the request has been read: both run side by side.
            var request = Feed(context.Request.Body, backend.StandardInput, cancel);
            var output = backend.StandardOutput.BaseStream;
            await ReadHead(output, context.Response, cancel);
            await output.CopyToAsync(context.Response.Body, cancel);
            await request;
            await backend.WaitForExitAsync(cancel);
        }
        catch (Exception)
        {
            backend.Kill(entireProcessTree: true);
            throw;
        }
    }

    private ProcessStartInfo StartInfo(HttpRequest request)
    {
        var start = new ProcessStartInfo("git", ["http-backend"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = directory,
        };
        start.Environment["GIT_PROJECT_ROOT"] = directory;
        start.Environment["GIT_HTTP_EXPORT_ALL"] = "1";
        start.Environment["REQUEST_METHOD"] = request.Method;
        start.Environment["PATH_INFO"] = request.Path;
        start.Environment["QUERY_STRING"] = request.QueryString.Value?.TrimStart('?');
        start.Environment["CONTENT_TYPE"] = request.ContentType;
        start.Environment["REMOTE_ADDR"] = "127.0.0.1";
        if (request.ContentLength is { } length)
            start.Environment["CONTENT_LENGTH"] = length.ToString(null as IFormatProvider);
        Pass("HTTP_CONTENT_ENCODING", request.Headers.ContentEncoding);
        Pass("GIT_PROTOCOL", request.Headers["Git-Protocol"]);
        return start;

        void Pass(string variable, StringValues header)
        {
            if (header.Count > 0)
                start.Environment[variable] = header.ToString();
        }
    }

    private static async Task Feed(Stream body, StreamWriter input, CancellationToken cancel)
    {
        await body.CopyToAsync(input.BaseStream, cancel);
        input.Close();
    }

    /// <summary>Lines such as <c>Status: 404 Not Found</c> and <c>Content-Type: …</c>, up to an empty one.</summary>
    private static async Task ReadHead(Stream output, HttpResponse response, CancellationToken cancel)
    {
        while (await ReadLine(output, cancel) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
            if (name == "Status")
                response.StatusCode = int.Parse(value.Split(' ')[0], null);
            else
                response.Headers[name] = value;
        }
    }

    private static async Task<string> ReadLine(Stream output, CancellationToken cancel)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await output.ReadAsync(one, cancel) == 1 && one[0] != '\n')
            line.Append((char)one[0]);
        return line.ToString().TrimEnd('\r');
    }
}
