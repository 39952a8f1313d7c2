using System.Text;
using Seaworthy.Docker.Transport;

namespace Seaworthy.Docker.Tests.Output;

public sealed class LogTimestampTests
{
    [Fact]
    public void The_timestamp_is_taken_off()
    {
        var frame = Split("2026-11-21T02:27:08.653947893Z out 0\n");

        frame.At!.Value.ToString("O").ShouldStartWith("2026-11-21T02:27:08.65394");
        Encoding.UTF8.GetString(frame.Bytes.Span).ShouldBe("out 0\n");
    }

    [Theory]
    [InlineData("no timestamp here\n")]
    [InlineData(" 2026-11-21T02:27:08Z\n")]
    [InlineData("")]
    [InlineData("averyveryveryveryveryveryveryveryverylongword without\n")]
    public void What_has_none_stays_as_it_is(string text)
    {
        var frame = Split(text);

        frame.At.ShouldBeNull();
        Encoding.UTF8.GetString(frame.Bytes.Span).ShouldBe(text);
    }

    private static OutputFrame Split(string text) => LogTimestamp.Split(OutputStream.Stdout, Encoding.UTF8.GetBytes(text));
}
