using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Testing.Database;

namespace Seaworthy.Server.Tests.Platform.Database;

public sealed class MigratorTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_schema_of_a_newer_version_is_refused_and_left_alone()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using (var connection = await database.Db.OpenAsync(cancel))
            await connection.ExecuteAsync("insert into schema_migrations (number, name) values (9999, '9999_of_tomorrow')");

        var refused = await Should.ThrowAsync<SchemaIsNewerException>(() => Migrator.MigrateAsync(database.Source, NullLogger.Instance, cancel));

        refused.Message.ShouldContain("9999");
        refused.Message.ShouldContain("newer version");
    }
}
