using System.Text;
using Seaworthy.Server.Builds.BuildKit;

namespace Seaworthy.Server.Tests.Builds.BuildKit;

public sealed class RawJsonReaderTests
{
    [Fact]
    public void Messages_over_many_lines_become_steps_and_output()
    {
        var messages = Read("succeeded").Select(item => item.Message).OfType<SolveStatus>().ToList();

        var step = messages.SelectMany(message => message.Vertexes ?? []).Last(vertex => vertex.Name.StartsWith("[2/2] RUN", StringComparison.Ordinal));
        step.Started.ShouldNotBeNull();
        step.Completed.ShouldNotBeNull();
        var printed = string.Concat(messages.SelectMany(message => message.Logs ?? []).Where(log => log.Stream == 1).Select(log => Encoding.UTF8.GetString(log.Data)));
        printed.ShouldContain("hello world\n");
    }

    [Theory]
    [InlineData("failed-step", "Dockerfile:2")]
    [InlineData("unknown-instruction", "ERROR: failed to solve: dockerfile parse error on line 2: unknown instruction: FETCH")]
    public void Text_after_the_messages_is_text(string sample, string line) =>
        Read(sample).Select(item => item.Text).ShouldContain(line);

    [Fact]
    public void A_message_on_one_line_is_whole()
    {
        var reader = new RawJsonReader();

        reader.Add("""{"vertexes":[{"digest":"sha256:1","name":"a"}]}""")!.Value.Message!.Vertexes!.ShouldHaveSingleItem().Name.ShouldBe("a");
        reader.Add("text")!.Value.Text.ShouldBe("text");
    }

    [Fact]
    public void What_looks_like_a_message_but_is_none_is_text()
    {
        var reader = new RawJsonReader();
        reader.Add("{").ShouldBeNull();
        reader.Add("no json").ShouldBeNull();

        reader.Add("}")!.Value.Text.ShouldBe("{\nno json\n}");
        reader.Add("after")!.Value.Text.ShouldBe("after");
    }

    private static IEnumerable<(SolveStatus? Message, string? Text)> Read(string sample)
    {
        var reader = new RawJsonReader();
        return Samples.Read(sample).Select(reader.Add).OfType<(SolveStatus?, string?)>();
    }
}
