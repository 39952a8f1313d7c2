using Seaworthy.Cli.Output;

namespace Seaworthy.Cli.Tests.Output;

public sealed class WordsTests
{
    [Theory]
    [InlineData(0.41, "0.4 s")]
    [InlineData(12.9, "12 s")]
    [InlineData(185, "3 min 5 s")]
    [InlineData(7800, "2 h 10 min")]
    [InlineData(356400, "4 d 3 h")]
    public void Duration_InPlainWords(double seconds, string words) => Words.Duration(TimeSpan.FromSeconds(seconds)).ShouldBe(words);

    [Theory]
    [InlineData(512, "512 B")]
    [InlineData(3_400_000, "3.4 MB")]
    [InlineData(120_000_000, "120 MB")]
    [InlineData(2_100_000_000, "2.1 GB")]
    public void Size_InPlainWords(long bytes, string words) => Words.Size(bytes).ShouldBe(words);
}
