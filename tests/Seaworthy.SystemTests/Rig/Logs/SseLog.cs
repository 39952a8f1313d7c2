using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Seaworthy.SystemTests.Rig.Api;

namespace Seaworthy.SystemTests.Rig.Logs;

/// <summary>Reads a live log as server-sent events.</summary>
public static class SseLog
{
    /// <param name="after">The <c>Last-Event-ID</c>; null: from the beginning.</param>
    public static async IAsyncEnumerable<LogLine> Read(ApiClient api, string path, string? after, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (after is not null)
            request.Headers.Add("Last-Event-ID", after);
        using var response = await api.Open(request, cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");

        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancel));
        var (id, data) = ("", new StringBuilder());
        while (await lines.ReadLineAsync(cancel) is { } line)
        {
            if (line.StartsWith("id:", StringComparison.Ordinal))
                id = line[3..].Trim();
            else if (line.StartsWith("data:", StringComparison.Ordinal))
                data.Append(data.Length > 0 ? "\n" : "").Append(line[5..].TrimStart());
            else if (line.Length == 0 && data.Length > 0)
            {
                yield return new LogLine(id, data.ToString());
                data.Clear();
            }
        }
    }
}
