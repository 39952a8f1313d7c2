using Seaworthy.Machine.Postgres;
using Seaworthy.Machine.Services;
using Seaworthy.Machine.Settings;

namespace Seaworthy.Machine.Tests.Postgres;

/// <summary>A PostgreSQL of the user's own, as POSTGRES_* name it.</summary>
public sealed class InstallationDatabaseTests : IDisposable
{
    private readonly TemporaryHome temporary = new();

    public void Dispose() => temporary.Dispose();

    [Theory]
    [InlineData("POSTGRES_PORT", "54x")]
    [InlineData("POSTGRES_PORT", "0")]
    [InlineData("POSTGRES_SSL_MODE", "sometimes")]
    [InlineData("POSTGRES_SSL_MODE", "7")]
    public void Of_AValueThatCannotBeUsed_IsNamed(string name, string value) =>
        Should.Throw<SettingUnusableException>(() => Database((name, value))).Message.ShouldStartWith($"{name}={value} is not ");

    [Fact]
    public void Of_AnSslModeAsPostgreSQLWritesIt_IsTaken() => Database(("POSTGRES_SSL_MODE", "verify-full")).ConnectionString.ShouldContain("SSL Mode=VerifyFull");

    [Fact]
    public async Task RowsAsync_NobodyThere_NamesTheSettings() =>
        (await Should.ThrowAsync<PostgresUnreachableException>(() => Database(("POSTGRES_PORT", "1")).RowsAsync("select 1", TestContext.Current.CancellationToken)))
            .Message.ShouldContain("do POSTGRES_HOST, POSTGRES_PORT");

    private InstallationDatabase Database((string Name, string Value) setting) => InstallationDatabase.Of(new Installation(
        temporary.Home, new InstallationSettings(new Dictionary<string, string> { ["POSTGRES_HOST"] = "127.0.0.1", [setting.Name] = setting.Value }), new Keepers(temporary.Home, TimeProvider.System)));
}
