using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Seaworthy.Server.Sources.Archives;

/// <summary>
/// Fetches a file of a stranger's choice: the host is found once and held to, only public addresses (or opened ranges) are connected to,
/// a redirect stays on its host, and size and time are bounded.
/// </summary>
public sealed class ArchiveDownload(SourceAddresses addresses)
{
    private const int MostRedirects = 5;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AnswerDeadline = TimeSpan.FromSeconds(30);

    /// <param name="file">Is made anew.</param>
    /// <param name="most">Bytes.</param>
    /// <returns>SHA-256 of what came, in hexadecimal digits.</returns>
    /// <exception cref="SourceUnavailableException">It cannot be had; the message says why.</exception>
    public async Task<string> FetchAsync(ArchiveUrl url, string file, long most, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Deadline);
        try
        {
            using var http = await ClientAsync(url.Uri, addresses, deadline.Token);
            using var answer = await AskAsync(http, url, deadline.Token);
            if (answer.Content.Headers.ContentLength > most)
                throw TooLarge(url, most);
            await using var content = new BoundedStream(await answer.Content.ReadAsStreamAsync(deadline.Token), most, () => TooLarge(url, most));
            await using var kept = new FileStream(file, FileMode.CreateNew, FileAccess.ReadWrite);
            await content.CopyToAsync(kept, deadline.Token);
            kept.Position = 0;
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(kept, deadline.Token));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new SourceUnavailableException($"{url} did not come within the time for it.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new SourceUnavailableException($"{url} cannot be fetched: {e.InnerException?.Message ?? e.Message}");
        }
    }

    /// <summary>A client that reaches exactly the addresses that the host has now.</summary>
    internal static async Task<HttpClient> ClientAsync(Uri uri, SourceAddresses addresses, CancellationToken ct)
    {
        var pinned = await addresses.FindAsync(uri.IdnHost.Trim('[', ']'), ct);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = AnswerDeadline,
            ConnectCallback = async (context, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync([.. pinned], context.DnsEndPoint.Port, cancel);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Seaworthy/1");
        return client;
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, ArchiveUrl url, CancellationToken ct)
    {
        var at = url.Uri;
        for (var turn = 0; turn <= MostRedirects; turn++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            if (url.Credentials is { } credentials)
                request.Headers.Authorization = AuthenticationHeaderValue.Parse(credentials.BasicAuthorization);
            var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (answer.IsSuccessStatusCode)
                return answer;
            using (answer)
                at = Follow(url, at, answer);
        }
        throw new SourceUnavailableException($"{url} redirects more than {MostRedirects} times.");
    }

    private static Uri Follow(ArchiveUrl url, Uri at, HttpResponseMessage answer)
    {
        if (answer is not { StatusCode: HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect, Headers.Location: { } location })
        {
            throw new SourceUnavailableException(answer.StatusCode switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => $"{url} is private, or the user name and password are wrong.",
                HttpStatusCode.NotFound => $"There is nothing at {url}.",
                var status => $"{url} answered {(int)status}.",
            });
        }
        var next = new Uri(at, location);
        return next.Scheme == at.Scheme && next.Authority == at.Authority
            ? next
            : throw new SourceUnavailableException($"{url} redirects to another address, which is not followed. Use that one: {next.GetLeftPart(UriPartial.Path)}");
    }

    private static SourceUnavailableException TooLarge(ArchiveUrl url, long most) =>
        new($"{url} is larger than {most / (1024 * 1024)} MB. SEAWORTHY_UPLOAD_MB sets how large a source may be.");
}
