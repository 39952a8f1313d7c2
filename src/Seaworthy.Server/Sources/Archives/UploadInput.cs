using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Seaworthy.Server.Api;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Sources.Archives;

/// <summary>A multipart form with an archive as its part <c>source</c> and texts beside it, read as it comes: nothing of it is held in memory.</summary>
public sealed class UploadInput
{
    private const string SourcePart = "source";
    private const int MostParts = 20;
    private const int LongestText = 10_000;
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);

    public StoredUpload File { get; private set; } = null!;

    public string? this[string name] => texts.GetValueOrDefault(name);

    /// <summary>A part that nobody reads is a misspelt one: it is refused, as unknown fields of JSON are.</summary>
    /// <param name="why">Where what is missing here is said instead.</param>
    public void RequireOnly(IEnumerable<(string Name, string Words)> fields, InputFaults faults, string? why = null)
    {
        var names = fields.Select(field => field.Name).ToList();
        foreach (var name in texts.Keys.Where(name => !names.Contains(name)))
            faults.Add(name, $"is no part of this form, which has {string.Join(", ", names)}{(why is null ? "" : $": {why}")}");
    }

    /// <param name="most">Bytes of the archive.</param>
    /// <returns>The form, or what is wrong with it; then nothing was kept.</returns>
    public static async Task<(UploadInput? Form, Problem? Fault)> ReadAsync(HttpRequest request, Uploads uploads, RevisionId revision, long most, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != "multipart/form-data" || type.Boundary.Length is 0 or > 200)
            return (null, Problem.Of(StatusCodes.Status415UnsupportedMediaType, "Send the archive as multipart/form-data, as its part \"source\": curl -F source=@app.tar.gz …"));
        var form = new UploadInput();
        try
        {
            await form.ReadPartsAsync(new MultipartReader(HeaderUtilities.RemoveQuotes(type.Boundary).Value!, request.Body), uploads, revision, most, ct);
            return form.File is null ? (null, Problem.Invalid(SourcePart, "is required: the archive, .tar.gz or .zip, as a file")) : (form, null);
        }
        catch (UploadTooLargeException e)
        {
            return (null, Problem.Of(StatusCodes.Status413PayloadTooLarge, e.Message));
        }
        catch (SourceUnavailableException e)
        {
            return (null, Problem.Invalid(SourcePart, $"cannot be built: {e.Message}"));
        }
        catch (Exception e) when (e is InvalidDataException or IOException && !request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            uploads.Discard(revision);
            return (null, Problem.Invalid($"The form cannot be read: {e.Message}"));
        }
    }

    private async Task ReadPartsAsync(MultipartReader reader, Uploads uploads, RevisionId revision, long most, CancellationToken ct)
    {
        for (var parts = 0; await reader.ReadNextSectionAsync(ct) is { } part; parts++)
        {
            if (parts == MostParts)
                throw new InvalidDataException($"it has more than {MostParts} parts");
            if (!ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition))
                throw new InvalidDataException("a part has no name");
            var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
            if (name == SourcePart && File is null)
                File = await uploads.ReceiveAsync(revision, FileName(disposition), part.Body, most, ct);
            else
                texts[name] = await ReadTextAsync(part, ct);
        }
    }

    private static string FileName(ContentDispositionHeaderValue disposition)
    {
        var name = TerminalText.Plain(HeaderUtilities.RemoveQuotes(disposition.FileName).Value ?? "");
        return name.Length > 100 ? name[..100] : name;
    }

    private static async Task<string> ReadTextAsync(MultipartSection part, CancellationToken ct)
    {
        using var bounded = new BoundedStream(part.Body, LongestText, () => new InvalidDataException("a text in it is too long"));
        using var reader = new StreamReader(bounded);
        return await reader.ReadToEndAsync(ct);
    }
}

/// <summary>An endpoint that takes an archive: its body may be as large as one, and it is not read before it comes to the endpoint.</summary>
public sealed class UploadLimit(long uploadBytes) : IRequestSizeLimitMetadata
{
    /// <summary>For the form around the archive.</summary>
    private const long Form = 1_000_000;

    public long? MaxRequestBodySize => uploadBytes + Form;
}
