using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Seaworthy.Edge.Forwarding.Grpc;

namespace Seaworthy.Edge.Pages;

/// <summary>Answers with a <see cref="Page"/>: HTML for browsers, problem+json for programs that ask for JSON, plain text for others.</summary>
internal static class PageWriter
{
    private static readonly string Template = ReadTemplate();

    /// <param name="app">The app's name, if the request reached one.</param>
    /// <param name="close">Close the connection afterwards: what else it holds cannot be trusted.</param>
    public static async Task WriteAsync(HttpContext http, Page page, string? app, bool close)
    {
        if (GrpcRequest.Is(http.Request))
        {
            GrpcAnswer.Write(http, page, $"{Named(page.Title, app ?? "The app")}. {Named(page.Message, app ?? "The app")}");
            return;
        }
        var response = http.Response;
        response.StatusCode = page.Status;
        response.Headers.CacheControl = "no-store";
        response.Headers.Vary = "Accept";
        response.Headers.XContentTypeOptions = "nosniff";
        if (close)
            response.Headers.Connection = "close";
        if (page.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(null as IFormatProvider);
            if (page.ReloadsItself && HttpMethods.IsGet(http.Request.Method))
                response.Headers["Refresh"] = seconds.ToString(null as IFormatProvider);
        }
        if (page.Status == StatusCodes.Status405MethodNotAllowed)
            response.Headers.Allow = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
        var body = Encoding.UTF8.GetBytes(Render(http, page, app ?? "The app"));
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await response.BodyWriter.WriteAsync(body, http.RequestAborted);
    }

    private static string Render(HttpContext http, Page page, string app)
    {
        var accept = http.Request.Headers.Accept.ToString();
        if (accept.Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.ContentType = "text/html; charset=utf-8";
            http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
            return Html(page, app, http.Request.Host.Value ?? "");
        }
        if (accept.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.ContentType = "application/problem+json";
            return Json(page, app);
        }
        http.Response.ContentType = "text/plain; charset=utf-8";
        return $"{Named(page.Title, app)}\n\n{Named(page.Message, app)}\n{Named(page.Advice, app)}\n";
    }

    private static string Html(Page page, string app, string host)
    {
        var html = HtmlEncoder.Default;
        return new StringBuilder(Template)
            .Replace("{{title}}", html.Encode(Named(page.Title, app)))
            .Replace("{{message}}", html.Encode(Named(page.Message, app)))
            .Replace("{{advice}}", html.Encode(Named(page.Advice, app)))
            .Replace("{{status}}", page.Status.ToString(null as IFormatProvider))
            .Replace("{{host}}", html.Encode(host))
            .ToString();
    }

    /// <summary>RFC 9457, with <c>error</c> beside it as everywhere in our APIs.</summary>
    private static string Json(Page page, string app)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("title", Named(page.Title, app));
            json.WriteNumber("status", page.Status);
            json.WriteString("detail", $"{Named(page.Message, app)} {Named(page.Advice, app)}");
            json.WriteString("code", page.Code);
            json.WriteString("error", Named(page.Title, app));
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Named(string text, string app) => text.Replace("{app}", app, StringComparison.Ordinal);

    private static string ReadTemplate()
    {
        using var stream = typeof(PageWriter).Assembly.GetManifestResourceStream("page.html")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
