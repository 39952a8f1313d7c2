using Dapper;
using Seaworthy.Testing.Database;

namespace Seaworthy.Server.Tests.Platform;

/// <summary>Each class has a database of its own, made from the migrations.</summary>
public sealed class TestDatabaseTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task It_holds_the_schema_and_one_installation()
    {
        await using var connection = await database.Db.OpenAsync(TestContext.Current.CancellationToken);

        (await connection.ExecuteScalarAsync<Guid>("select id from installation")).ShouldBe(database.Installation.Id);
        (await connection.ExecuteScalarAsync<Guid>("select organization_id from projects")).ShouldBe(database.Installation.DefaultOrganization.Value);
        (await connection.ExecuteScalarAsync<string>("select current_database()")).ShouldStartWith("test_");
    }
}
