using System.Security.Cryptography;
using System.Text;
using Dapper;
using Seaworthy.Server.Platform.Secrets;
using Seaworthy.Testing.Database;

namespace Seaworthy.Server.Tests.Platform.Secrets;

public sealed class SecretTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly byte[] Plain = Encoding.UTF8.GetBytes("postgres://somebody:s3cret@db/app");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_opens_in_its_own_place_only()
    {
        var keys = new DataKeys(database.Db, database.Installation.MasterKey);
        await using var connection = await database.Db.OpenAsync(Cancel);

        var secret = await keys.SealAsync(connection, database.Installation.DefaultOrganization, Plain, "env:a:URL");

        (await keys.OpenAsync(secret, "env:a:URL", Cancel)).ShouldBe(Plain);
        await Should.ThrowAsync<CryptographicException>(() => keys.OpenAsync(secret, "env:b:URL", Cancel));
    }

    [Fact]
    public async Task The_database_alone_opens_nothing()
    {
        await using var connection = await database.Db.OpenAsync(Cancel);
        var folder = Directory.CreateTempSubdirectory("seaworthy-keys-");
        var sealedHere = await new DataKeys(database.Db, database.Installation.MasterKey).SealAsync(connection, database.Installation.DefaultOrganization, Plain, "x");
        var elsewhere = new DataKeys(database.Db, MasterKey.Load(folder.FullName, mayCreate: true));

        await Should.ThrowAsync<CryptographicException>(() => elsewhere.OpenAsync(sealedHere, "x", Cancel));
        (await connection.ExecuteScalarAsync<long>("select count(*) from data_keys where position(@key in wrapped) > 0", new { key = database.Installation.MasterKey.Bytes.ToArray() })).ShouldBe(0);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_lost_master_key_is_not_replaced_silently()
    {
        var folder = Directory.CreateTempSubdirectory("seaworthy-keys-");

        Should.Throw<InvalidOperationException>(() => MasterKey.Load(folder.FullName, mayCreate: false)).Message.ShouldContain("backup");

        MasterKey.Load(folder.FullName, mayCreate: true);
        File.GetUnixFileMode(Path.Combine(folder.FullName, "master.key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        folder.Delete(recursive: true);
    }
}
