using Seaworthy.Cli.Deploying.Packing;
using Seaworthy.Cli.Output;
using Seaworthy.Client;
using Seaworthy.Client.Deployments;

namespace Seaworthy.Cli.Deploying;

/// <summary>Code of this machine on its way to the server: packed while it is sent.</summary>
public sealed class UploadSource
{
    private readonly string fileName;
    private readonly Func<Stream, Progress, CancellationToken, Task> write;
    private readonly Func<string> summary;

    private UploadSource(string fileName, Func<Stream, Progress, CancellationToken, Task> write, Func<string> summary) =>
        (this.fileName, this.write, this.summary) = (fileName, write, summary);

    /// <summary>A folder without what its ignore files leave out.</summary>
    /// <exception cref="UsageException">There is nothing in it.</exception>
    public static Task<UploadSource> OfFolderAsync(Session session, string path, DeployOptions options, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var folder = new SourceFolder(path, options.Dockerfile is { } dockerfile ? Path.Combine(options.BasePath ?? "", dockerfile).Replace('\\', '/') : null);
        if (!folder.Entries().Any(entry => !entry.IsFolder))
            throw new UsageException($"{path} holds nothing to deploy: it is empty, or .gitignore and .dockerignore leave everything out.");
        var archive = new SourceArchive(folder);
        var source = new UploadSource(
            "source.tar.gz",
            (output, progress, token) => archive.WriteAsync(output, () => progress.Doing(Words.Size(archive.Bytes)), token),
            () =>
            {
                foreach (var link in folder.LeftOutLinks.Distinct().Take(5))
                    session.Error.Line(new Inked($"  {link} leads out of the folder and was left out.", Ink.Busy));
                return $"{Words.Count(archive.Files, "file")}, {Words.Size(archive.Bytes)}";
            });
        return Task.FromResult(source);
    }

    /// <summary>A packed file as it is.</summary>
    public static UploadSource OfFile(string path) => new(
        Path.GetFileName(path),
        async (output, _, cancellation) =>
        {
            await using var file = File.OpenRead(path);
            await file.CopyToAsync(output, cancellation);
        },
        () => Words.Size(new FileInfo(path).Length));

    public async Task<Deployment> SendAsync(Session session, string app, IReadOnlyDictionary<string, string?> fields, CancellationToken cancellation)
    {
        using var progress = new Progress(session.Error);
        session.Tell = sentence => progress.Line(sentence, Ink.Faint);
        progress.Begin("Sending");
        try
        {
            var upload = new SourceUpload(fileName, (output, token) => write(output, progress, token)) { Fields = fields };
            var deployment = await session.Client.Deployments.Upload(app, upload).SendAsync(cancellation);
            progress.Done($"Sent {summary()}");
            return deployment;
        }
        catch (ApiException broken) when (broken is { IsUnreachable: true, IsLocal: false })
        {
            progress.Failed();
            throw new UploadBrokenException(broken);
        }
        catch
        {
            progress.Failed();
            throw;
        }
        finally
        {
            session.Tell = null;
        }
    }
}
