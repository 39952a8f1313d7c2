using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Seaworthy.Edge.Forwarding;

namespace Seaworthy.Edge.Tests.Forwarding;

public sealed class ResponseHeadParserTests
{
    private const string Whole = "HTTP/1.1 200 All right\r\nX-A: b \r\nx-c:\t d\r\nContent-Length: 12\r\nConnection: close\r\nKeep-Alive: timeout=5, max=9\r\n\r\n";

    [Fact]
    public void Parse_OfAWholeHead_GivesItsParts()
    {
        var head = ResponseHeadParser.Parse(Encoding.ASCII.GetBytes(Whole + "body"), out var used)!;

        used.ShouldBe(Whole.Length);
        head.Status.ShouldBe(200);
        head.Headers.ShouldContain(("X-A", "b"));
        head.Headers.ShouldContain(("x-c", "d"));
        head.ContentLength.ShouldBe(12);
        head.KeepAlive.ShouldBe(TimeSpan.FromSeconds(5));
        head.Persists.ShouldBeFalse();
    }

    [Fact]
    public void Parse_OfAnyBeginning_AsksForMore()
    {
        for (var length = 0; length < Whole.Length; length++)
            ResponseHeadParser.Parse(Encoding.ASCII.GetBytes(Whole[..length]), out _).ShouldBeNull();
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: x, Close\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: x\r\nConnection: close\r\n\r\n", false)]
    [InlineData("HTTP/1.0 200 OK\r\n\r\n", false)]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n\r\n", true)]
    [InlineData("HTTP/1.1 200\r\n\r\n", true)]
    public void Persists_IsWhatVersionAndConnectionSay(string text, bool persists) =>
        ResponseHeadParser.Parse(Encoding.ASCII.GetBytes(text), out _)!.Persists.ShouldBe(persists);

    [Fact]
    public void Parse_OfAnyBytes_GivesAHeadOrAsksForMoreOrSaysThatItIsBad()
    {
        var pieces = Gen.Elements("HTTP/1.1 ", "200", " OK", "\r\n", "\n", "\r", ":", " ", "a", "\0", "Content-Length: 5", "Transfer-Encoding: chunked", "Keep-Alive: timeout=x", "\u00ff");
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Gen.ListOf(pieces).ToArbitrary(), text =>
        {
            try
            {
                ResponseHeadParser.Parse(Encoding.Latin1.GetBytes(string.Concat(text)), out _);
            }
            catch (BadResponseException)
            {
                // That is an answer.
            }
        }));
    }
}
