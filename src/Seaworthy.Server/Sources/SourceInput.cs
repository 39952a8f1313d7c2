using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Sources.Archives;

namespace Seaworthy.Server.Sources;

/// <summary>Reads what a request says about a source, whichever endpoint it came to; all faults are collected by the request's own field names.</summary>
/// <param name="prefix">Before each field's name: <c>git.</c>, or nothing.</param>
internal sealed class SourceInput(Actor actor, InputFaults faults, string prefix = "")
{
    private const int LongestSecret = 4096;

    public SourceSpec? Git(string? address, string addressField, string? name, string nameField, string? basePath, bool submodules, bool lfs, string? username, string? password)
    {
        if (!GitUrl.TryParse(address, out var url, out var fault))
            faults.Add(prefix + addressField, fault);
        else if (url.Transport == GitTransport.File && !actor.IsLocalRoot)
            faults.Add(prefix + addressField, "is a path on the server: only its local administrator may build from it");
        if (!GitRef.TryParse(name, out var reference, out fault))
            faults.Add(prefix + nameField, fault);
        var credentials = Credentials(username, password);
        if (credentials is not null && url is { Transport: not GitTransport.Http })
            faults.Add(prefix + "username", "is for http and https only: use a deploy key for ssh");
        var path = BasePath(basePath);
        return url is null || reference is null ? null : new SourceSpec.Git(url.With(credentials ?? url.Credentials), reference) { BasePath = path, Submodules = submodules, Lfs = lfs };
    }

    public SourceSpec? Archive(string? address, string addressField, string? basePath, string? username, string? password)
    {
        var path = BasePath(basePath);
        var credentials = Credentials(username, password);
        if (ArchiveUrl.TryParse(address, out var url, out var fault))
            return new SourceSpec.Archive(url.With(credentials ?? url.Credentials)) { BasePath = path };
        faults.Add(prefix + addressField, fault);
        return null;
    }

    public SourceSpec? Image(string? name, string nameField, string? username, string? password)
    {
        var credentials = Credentials(username, password);
        if (ImageReference.TryParse(name, out var image, out var fault))
            return new SourceSpec.Image(image, actor.IsLocalRoot) { Credentials = credentials };
        faults.Add(prefix + nameField, fault);
        return null;
    }

    /// <summary>Null for the root of the source.</summary>
    public SourcePath? BasePath(string? text) => Path(text, "base_path");

    /// <summary>Null for the root of the source.</summary>
    public SourcePath? Path(string? text, string field)
    {
        if (SourcePath.TryParse(text, out var path, out var fault))
            return path == SourcePath.Root ? null : path;
        faults.Add(prefix + field, fault);
        return null;
    }

    private SourceCredentials? Credentials(string? username, string? password)
    {
        foreach (var (field, value) in new[] { ("username", username), ("password", password) })
        {
            if (value is not null && (value.Length is 0 or > LongestSecret || value.Any(char.IsControl)))
                faults.Add(prefix + field, $"must be 1 to {LongestSecret} printable characters");
        }
        if (username is null && password is null)
            return null;
        // Hosts of repositories take a token by any name.
        return new SourceCredentials(username ?? "token", password ?? "");
    }
}
