using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Sources.Archives;

namespace Seaworthy.Server.Sources.Lfs;

/// <summary>
/// Fetches large files by the batch API of Git LFS. Every address is held to the rules for repositories, also those that the server names;
/// a file is taken only with the size and the hash that the commit names.
/// </summary>
public sealed class LfsClient(SourceAddresses addresses)
{
    private const int BatchSize = 100;
    private const int MostRedirects = 3;
    private const long LongestAnswer = 4 * 1024 * 1024;
    private const string Kind = "application/vnd.git-lfs+json";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(15);

    /// <summary>What is the client's own business, whatever a server would have it send.</summary>
    private static readonly HashSet<string> Reserved = new(["host", "connection", "content-length", "transfer-encoding", "upgrade", "expect"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Fetches each into a file of <paramref name="folder"/> that is named by its id.</summary>
    /// <param name="objects">Different ones.</param>
    /// <exception cref="SourceUnavailableException">One cannot be had; the message says why.</exception>
    internal async Task FetchAsync(GitUrl url, IReadOnlyList<LfsObject> objects, string folder, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Deadline);
        try
        {
            foreach (var batch in objects.Chunk(BatchSize))
            {
                var found = await AskAsync(url, batch, deadline.Token);
                foreach (var wanted in batch)
                    await DownloadAsync(url, wanted, found.GetValueOrDefault(wanted.Id), Path.Combine(folder, wanted.Id), deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new SourceUnavailableException($"The large files of {url} did not come within {Deadline.TotalMinutes:0} minutes.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or FormatException)
        {
            throw new SourceUnavailableException($"The large files of {url} cannot be fetched: {e.InnerException?.Message ?? e.Message}");
        }
    }

    private async Task<Dictionary<string, LfsFound>> AskAsync(GitUrl url, IReadOnlyList<LfsObject> objects, CancellationToken ct)
    {
        var repository = url.Text.TrimEnd('/');
        var address = new Uri($"{repository}{(repository.EndsWith(".git", StringComparison.Ordinal) ? "" : ".git")}/info/lfs/objects/batch");
        using var http = await ArchiveDownload.ClientAsync(address, addresses, ct);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new LfsQuestion(objects))) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(Kind);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Kind));
        if (url.Credentials is { } credentials)
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(credentials.BasicAuthorization);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (!answer.IsSuccessStatusCode)
        {
            throw new SourceUnavailableException(answer.StatusCode switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => $"{url} does not give its large files to these credentials, or to anybody without.",
                HttpStatusCode.NotFound => $"{url} has no Git LFS, or is private.",
                var status => $"The Git LFS of {url} answered {(int)status}.",
            });
        }
        await using var body = new BoundedStream(await answer.Content.ReadAsStreamAsync(ct), LongestAnswer, () => new SourceUnavailableException($"The Git LFS of {url} answered too much."));
        try
        {
            var read = await JsonSerializer.DeserializeAsync<LfsAnswer>(body, cancellationToken: ct);
            return (read?.Objects ?? []).Where(found => found?.Id is not null).DistinctBy(found => found.Id).ToDictionary(found => found.Id!, StringComparer.Ordinal);
        }
        catch (JsonException)
        {
            throw new SourceUnavailableException($"The Git LFS of {url} answered something that is not its batch API.");
        }
    }

    private async Task DownloadAsync(GitUrl url, LfsObject wanted, LfsFound? found, string file, CancellationToken ct)
    {
        if (found?.Error is { } error)
            throw new SourceUnavailableException($"{url} does not have the large file {wanted.Id}: {TerminalText.Plain(error.Message ?? "")} ({error.Code})");
        if (found?.Actions?.Download is not { Href: { } href } download || !Uri.TryCreate(href, UriKind.Absolute, out var at))
            throw new SourceUnavailableException($"{url} does not say where the large file {wanted.Id} is.");
        for (var turn = 0; turn <= MostRedirects; turn++)
        {
            if (at.Scheme is not ("https" or "http"))
                throw new SourceUnavailableException($"{url} has the large file {wanted.Id} at an address that is not https.");
            using var http = await ArchiveDownload.ClientAsync(at, addresses, ct);
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            // What was said for the first address is not told to the next.
            if (turn == 0)
                Authorize(request, url, download);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (answer.IsSuccessStatusCode)
            {
                await KeepAsync(url, wanted, answer, file, ct);
                return;
            }
            if ((int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308) || answer.Headers.Location is not { } location)
                throw new SourceUnavailableException($"The large file {wanted.Id} of {url} cannot be fetched from {at.Host}: it answered {(int)answer.StatusCode}.");
            at = new Uri(at, location);
        }
        throw new SourceUnavailableException($"The large file {wanted.Id} of {url} is behind more than {MostRedirects} redirects.");
    }

    private static void Authorize(HttpRequestMessage request, GitUrl url, LfsDownload download)
    {
        foreach (var (name, value) in download.Header ?? new Dictionary<string, string>())
        {
            if (!Reserved.Contains(name))
                request.Headers.TryAddWithoutValidation(name, value);
        }
        if (url.Credentials is { } credentials && !request.Headers.Contains("Authorization") && request.RequestUri!.GetLeftPart(UriPartial.Authority) == new Uri(url.Text).GetLeftPart(UriPartial.Authority))
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(credentials.BasicAuthorization);
    }

    private static async Task KeepAsync(GitUrl url, LfsObject wanted, HttpResponseMessage answer, string file, CancellationToken ct)
    {
        SourceUnavailableException Other() => new($"What {url} gave for the large file {wanted.Id} is not that file: its size or its SHA-256 is another.");

        await using var content = new BoundedStream(await answer.Content.ReadAsStreamAsync(ct), wanted.Bytes, Other);
        await using var kept = new FileStream(file, FileMode.CreateNew, FileAccess.ReadWrite);
        await content.CopyToAsync(kept, ct);
        kept.Position = 0;
        if (kept.Length != wanted.Bytes || Convert.ToHexStringLower(await SHA256.HashDataAsync(kept, ct)) != wanted.Id)
            throw Other();
    }
}
