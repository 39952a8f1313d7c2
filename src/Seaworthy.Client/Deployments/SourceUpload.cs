using System.Net;
using System.Net.Http.Headers;

namespace Seaworthy.Client.Deployments;

/// <summary>An archive of source code, written while it is sent: nothing of it is kept in memory or on disk.</summary>
/// <param name="FileName">Its ending tells what it is: source.tar.gz, source.zip.</param>
/// <param name="WriteAsync">Writes the archive; called anew for each attempt.</param>
public sealed record SourceUpload(string FileName, Func<Stream, CancellationToken, Task> WriteAsync)
{
    /// <summary>Further fields of the form, such as base_path; null ones are left out.</summary>
    public IReadOnlyDictionary<string, string?> Fields { get; init; } = new Dictionary<string, string?>();

    internal HttpContent ToContent()
    {
        var form = new MultipartFormDataContent();
        // Before the file: the server reads the form as a stream.
        foreach (var (name, value) in Fields)
        {
            if (value is not null)
                form.Add(new StringContent(value), name);
        }
        form.Add(new WrittenContent(WriteAsync), "source", FileName);
        return form;
    }

    private sealed class WrittenContent : HttpContent
    {
        private readonly Func<Stream, CancellationToken, Task> write;

        public WrittenContent(Func<Stream, CancellationToken, Task> write)
        {
            this.write = write;
            Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => write(stream, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
