using Seaworthy.Machine.Reports;

namespace Seaworthy.Machine.Tests.Reports;

public sealed class RedactorTests
{
    private static readonly Redactor redactor = new(["correct horse battery staple", "ab", "two\nlines-of-it"]);

    [Theory]
    [InlineData("it says correct horse battery staple here", "it says [redacted] here")]
    [InlineData("correct%20horse%20battery%20staple", "[redacted]")]
    [InlineData("ab stays, being too short to be told from a word", "ab stays, being too short to be told from a word")]
    [InlineData("lines-of-it", "[redacted]")]
    [InlineData("token sea_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-abcdef.", "token [redacted].")]
    [InlineData("Authorization: Bearer abc.def", "Authorization: Bearer [redacted]")]
    [InlineData("\"authorization\":\"Basic dXNlcjpwYXNz\"", "\"authorization\":\"Basic [redacted]\"")]
    [InlineData("Cookie: session=1; other=2", "Cookie: [redacted]")]
    [InlineData("fatal: https://bob:pw@host/x.git", "fatal: https://[redacted]@host/x.git")]
    [InlineData("Host=x;Password=hunter2;Database=y", "Host=x;Password=[redacted];Database=y")]
    [InlineData("DB_PASSWORD=\"hunter2\" other", "DB_PASSWORD=\"[redacted]\" other")]
    [InlineData("{\"api_key\": \"1234567\"}", "{\"api_key\": \"[redacted]\"}")]
    [InlineData("http://localhost:8080/setup/UB34ma6ZY1CVF6lNO8VKcvCLfM0zBAlb32N_hqS-rsY", "http://localhost:8080/setup/[redacted]")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "[redacted]")]
    [InlineData("GET http://localhost/ at 10:20:30 by 10.192.0.2", "GET http://localhost/ at 10:20:30 by 10.192.0.2")]
    public void Redact_TakesOutWhatIsSecretAndNothingElse(string text, string expected) => redactor.Redact(text).ShouldBe(expected);

    [Fact]
    public void Redact_PrivateKey_GoesWhole() =>
        redactor.Redact("before\n-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\nAAAA\n-----END OPENSSH PRIVATE KEY-----\nafter").ShouldBe("before\n[redacted]\nafter");
}
