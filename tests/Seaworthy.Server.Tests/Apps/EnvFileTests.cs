using Seaworthy.Server.Apps;

namespace Seaworthy.Server.Tests.Apps;

public sealed class EnvFileTests
{
    [Theory]
    [InlineData("KEY=value", "value")]
    [InlineData("KEY=", "")]
    [InlineData("  KEY = value  ", "value")]
    [InlineData("export KEY=value", "value")]
    [InlineData("export\tKEY=value", "value")]
    [InlineData("KEY=value # a comment", "value")]
    [InlineData("KEY= # only a comment", "")]
    [InlineData("KEY=#fff", "")]
    [InlineData("KEY=colour#fff", "colour#fff")]
    [InlineData("KEY=two words", "two words")]
    [InlineData("KEY=a=b=c", "a=b=c")]
    [InlineData("KEY=$HOME/x", "$HOME/x")]
    [InlineData("KEY=it's", "it's")]
    [InlineData(@"KEY=C:\new", @"C:\new")]
    [InlineData("KEY=\"value\"", "value")]
    [InlineData("KEY=\"\"", "")]
    [InlineData("KEY=\"  kept  \"", "  kept  ")]
    [InlineData("KEY=\"a # b\" # a comment", "a # b")]
    [InlineData("KEY=\"one\\ntwo\\tthree\\r\"", "one\ntwo\tthree\r")]
    [InlineData("KEY=\"a \\\"quote\\\", a \\\\ and \\$HOME\"", "a \"quote\", a \\ and $HOME")]
    [InlineData(@"KEY=""C:\dir\é""", @"C:\dir\é")]
    [InlineData("KEY=\"one\ntwo\"", "one\ntwo")]
    [InlineData("KEY=\"one\\\ntwo\"", "one\\\ntwo")]
    [InlineData(@"KEY='as $it is \n'", @"as $it is \n")]
    [InlineData("KEY='one\n\ntwo'", "one\n\ntwo")]
    [InlineData("KEY=`a \"b\" 'c'`", "a \"b\" 'c'")]
    [InlineData("\uFEFFKEY=value", "value")]
    [InlineData("KEY=value\r\n", "value")]
    [InlineData("KEY=\"one\r\ntwo\"\r\n", "one\ntwo")]
    [InlineData("# a comment\n\n\t\nKEY=value", "value")]
    [InlineData("KEY=\"-----BEGIN KEY-----\nAbC+/=\n-----END KEY-----\n\"", "-----BEGIN KEY-----\nAbC+/=\n-----END KEY-----\n")]
    public void Parse_OneVariable_HasItsValue(string text, string value)
    {
        var (entries, faults) = EnvFile.Parse(text);

        faults.ShouldBeEmpty();
        entries.Select(entry => (entry.Key, entry.Value)).ShouldBe([("KEY", value)]);
    }

    [Fact]
    public void Parse_SeveralLines_AreNumberedBehindValuesOfSeveralLines()
    {
        var (entries, faults) = EnvFile.Parse("A=1\nB=\"two\nlines\"\n# note\nexport C=3\n");

        faults.ShouldBeEmpty();
        entries.ShouldBe([new EnvEntry("A", "1", 1), new EnvEntry("B", "two\nlines", 2), new EnvEntry("C", "3", 5)]);
    }

    [Theory]
    [InlineData("KEY", 1, "is not of the form NAME=value")]
    [InlineData("A=1\n\nKEY: value", 3, "is not of the form NAME=value")]
    [InlineData("export KEY", 1, "is not of the form NAME=value")]
    [InlineData("1KEY=value", 1, "is not a name for a variable")]
    [InlineData("A B=value", 1, "is not of the form NAME=value")]
    [InlineData("=value", 1, "is not a name for a variable")]
    [InlineData("A=1\nKEY=\"no end\nB=2", 2, "has no end")]
    [InlineData("KEY='no end", 1, "has no end")]
    [InlineData("KEY=\"a\" b", 1, "something follows the closing")]
    [InlineData("KEY=\"a\nb\"c", 2, "something follows the closing")]
    [InlineData("KEY=1\nKEY=2", 2, "is set a second time, first in line 1")]
    [InlineData("KEY=a\0b", 1, "is too long or holds a NUL character")]
    public void Parse_SomethingWrong_IsToldWithItsLine(string text, int line, string what)
    {
        var (_, faults) = EnvFile.Parse(text);

        var fault = faults.ShouldHaveSingleItem();
        fault.Line.ShouldBe(line);
        fault.What.ShouldContain(what);
    }

    [Fact]
    public void Parse_SeveralFaults_AreToldAtOnce() =>
        EnvFile.Parse("one\nA=1\n2=3\nB=\"x\"y\n").Faults.Select(fault => fault.Line).ShouldBe([1, 3, 4]);

    [Theory]
    [InlineData("")]
    [InlineData("plain-value_1.2/3:4@5%6+7,8=9")]
    [InlineData(" with spaces ")]
    [InlineData("#hash")]
    [InlineData("$HOME `cmd` \"quoted\" 'single' \\n \\ \\\\")]
    [InlineData("one\ntwo\r\nthree\ttab\r")]
    [InlineData("ü ✓ \uFEFF 日本")]
    public void Write_AnyValue_IsReadAgainAsItWas(string value)
    {
        var (entries, faults) = EnvFile.Parse(EnvFile.Write([Of("A", value), Of("B", "next")]));

        faults.ShouldBeEmpty();
        entries.Select(entry => (entry.Key, entry.Value)).ShouldBe([("A", value), ("B", "next")]);
    }

    [Fact]
    public void Write_RandomValues_AreReadAgainAsTheyWere()
    {
        var random = new Random(20);
        const string Letters = "ab \t\n\r\\\"'`$#=nrt{}é";
        var variables = Enumerable.Range(0, 2000)
            .Select(index => Of($"K{index}", string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Letters[random.Next(Letters.Length)])))).ToList();

        var (entries, faults) = EnvFile.Parse(EnvFile.Write(variables));

        faults.ShouldBeEmpty();
        entries.Select(entry => (entry.Key, entry.Value)).ShouldBe(variables.Select(variable => (variable.Key, variable.Value)));
    }

    [Fact]
    public void Write_ASecret_IsACommentWithoutItsValue()
    {
        var text = EnvFile.Write([Of("A", "1"), Of("TOKEN", "hunter2") with { Kind = "secret" }]);

        text.ShouldBe("A=1\n# TOKEN is secret: its value is not exported\n");
        EnvFile.Parse(text).Entries.Select(entry => entry.Key).ShouldBe(["A"]);
    }

    private static Variable Of(string key, string value) => new(key, value, "plain", "runtime", default);
}
