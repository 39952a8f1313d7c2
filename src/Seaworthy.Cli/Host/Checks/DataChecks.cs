using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Seaworthy.Machine;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Postgres;

namespace Seaworthy.Cli.Host.Checks;

/// <summary>What must not be lost or seen: schema, keys, certificates, backups.</summary>
public sealed class DataChecks(Installation installation, Origin origin)
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private static readonly TimeSpan soon = TimeSpan.FromDays(14);
    private static readonly TimeSpan longAgo = TimeSpan.FromDays(7);

    private readonly SeaworthyHome home = installation.Home;

    public IEnumerable<(string Name, Check Check)> All =>
        [("schema", SchemaAsync), ("keys", KeysAsync), ("certificates", CertificatesAsync), ("backups", BackupsAsync)];

    private async Task<IReadOnlyList<Finding>> SchemaAsync(CancellationToken cancellation)
    {
        var (found, known) = (await InstallationDatabase.Of(installation).SchemaAsync(cancellation), origin.Schema);
        return [found == known ? Finding.Ok("schema", $"{found}, as this version has it")
            : found > known ? Finding.Fail("schema", $"{found}, but this version knows only up to {known}", "Start the newer version again, or restore the backup from before the upgrade: ./sea upgrade --back")
            : Finding.Warn("schema", $"{found}, and this version brings it to {known}", "./sea upgrade does so when the server starts, with a backup before.")];
    }

    private Task<IReadOnlyList<Finding>> KeysAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var findings = new List<Finding>();
        if (!File.Exists(Path.Combine(home.Keys, "master.key")))
            findings.Add(Finding.Fail("keys", $"{home.Keys}/master.key is missing, and without it no secret can be opened", "Bring it back from a backup."));
        var guarded = new[] { home.Keys, home.Run, home.Backups, home.SettingsFile }.Where(Path.Exists).Concat(Directory.Exists(home.Keys) ? Directory.EnumerateFiles(home.Keys, "*", SearchOption.AllDirectories) : []);
        var open = guarded.Where(path => (File.GetUnixFileMode(path) & Others) != 0).ToList();
        if (open.Count > 0)
            findings.Add(Finding.Fail("keys", $"others can get at {string.Join(", ", open.Take(10))}", $"chmod go-rwx {string.Join(' ', open.Take(10))}"));
        return Task.FromResult<IReadOnlyList<Finding>>(findings.Count > 0 ? findings : [Finding.Ok("keys", "there, and root alone can read them")]);
    }

    private Task<IReadOnlyList<Finding>> CertificatesAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var storage = home.CaddyData;
        var findings = new List<Finding>();
        var count = 0;
        foreach (var file in Directory.Exists(storage) ? Directory.EnumerateFiles(storage, "*.crt", SearchOption.AllDirectories) : [])
        {
            // Caddy's own authority and what it issues for a few hours renew themselves all the time.
            if (file.Contains("/pki/", StringComparison.Ordinal))
                continue;
            count++;
            try
            {
                using var certificate = X509CertificateLoader.LoadCertificateFromFile(file);
                var left = certificate.NotAfter.ToUniversalTime() - DateTime.UtcNow;
                var whole = certificate.NotAfter - certificate.NotBefore;
                var name = Path.GetFileNameWithoutExtension(file);
                if (left < TimeSpan.Zero)
                    findings.Add(Finding.Fail("certificates", $"that of {name} ended on {certificate.NotAfter:yyyy-MM-dd}", "./sea logs caddy says why it was not renewed."));
                else if (left < soon && left < whole / 4)
                    findings.Add(Finding.Warn("certificates", $"that of {name} ends on {certificate.NotAfter:yyyy-MM-dd} and should have been renewed by now", "./sea logs caddy says why it was not."));
            }
            catch (CryptographicException fault)
            {
                findings.Add(Finding.Fail("certificates", $"{file} cannot be read: {fault.Message}", "Remove it: Caddy fetches it again."));
            }
        }
        return Task.FromResult<IReadOnlyList<Finding>>(findings.Count > 0 ? findings : [Finding.Ok("certificates", count == 0 ? "none have been fetched" : $"{count}, none of which ends soon")]);
    }

    private Task<IReadOnlyList<Finding>> BackupsAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var newest = Directory.Exists(home.Backups) ? Directory.EnumerateFiles(home.Backups, "*.tar.gz").Select(File.GetLastWriteTimeUtc).DefaultIfEmpty().Max() : default;
        return Task.FromResult<IReadOnlyList<Finding>>([newest == default
            ? Finding.Warn("backups", $"there is none in {home.Backups}", "./sea backup makes one; keep it on another machine. If you keep yours elsewhere, all is well.")
            : DateTime.UtcNow - newest > longAgo
                ? Finding.Warn("backups", $"the newest in {home.Backups} is of {newest:yyyy-MM-dd}", "./sea backup makes one; keep it on another machine.")
                : Finding.Ok("backups", $"the newest is of {newest:yyyy-MM-dd HH:mm} UTC; keep one on another machine too")]);
    }
}
