namespace Seaworthy.Packs.Tests;

public sealed class ProcfileTests
{
    [Theory]
    [InlineData("./server", "./server")]
    [InlineData("./server  --port\t8080", "./server | --port | 8080")]
    [InlineData("./server --port $PORT", "/bin/sh | -c | exec ./server --port $PORT")]
    [InlineData("./server --name \"a b\"", "/bin/sh | -c | exec ./server --name \"a b\"")]
    [InlineData("./server > log", "/bin/sh | -c | exec ./server > log")]
    [InlineData("./migrate && ./server", "/bin/sh | -c | ./migrate && ./server")]
    [InlineData("./server | tee log", "/bin/sh | -c | ./server | tee log")]
    [InlineData("RAILS_ENV=production ./server", "/bin/sh | -c | RAILS_ENV=production ./server")]
    [InlineData("cd app; ./server", "/bin/sh | -c | cd app; ./server")]
    [InlineData("exec ./server $PORT", "/bin/sh | -c | exec ./server $PORT")]
    public void A_command_is_split_into_words_or_given_to_a_shell(string command, string arguments) =>
        string.Join(" | ", Only($"web: {command}").Command!).ShouldBe(arguments);

    [Theory]
    [InlineData("release", PlannedProcessKind.Release)]
    [InlineData("web", PlannedProcessKind.Service)]
    [InlineData("send-mail", PlannedProcessKind.Service)]
    public void Only_release_runs_once(string name, PlannedProcessKind kind) => Only($"{name}: ./run").Kind.ShouldBe(kind);

    [Fact]
    public void Comments_empty_lines_and_Windows_line_ends_do_not_matter() =>
        Procfile.Parse("# processes\r\n\r\nweb: ./server\r\nworker:./work\r\n").Processes.Select(process => process.ToString()).ShouldBe(["web: ./server", "worker: ./work"]);

    [Theory]
    [InlineData("web ./server", 1)]
    [InlineData("web: ./server\nWorker: ./work", 2)]
    [InlineData("web: ./server\n\n-x: ./work", 3)]
    [InlineData("web:", 1)]
    [InlineData("a234567890123456789012345678901: ./x", 1)]
    [InlineData("web/../x: ./x", 1)]
    public void A_line_of_another_form_is_named(string text, int line) => Procfile.Parse(text).Error.ShouldNotBeNull().ShouldStartWith($"Line {line} of the Procfile is not");

    [Fact]
    public void A_name_stands_only_once() => Procfile.Parse("web: a\nweb: b").Error.ShouldBe("Line 2 of the Procfile names web a second time.");

    [Fact]
    public void An_empty_one_is_a_mistake() => Procfile.Parse("# nothing\n").Error.ShouldNotBeNull().ShouldContain("names no process");

    private static PlannedProcess Only(string text) => Procfile.Parse(text).Processes.ShouldHaveSingleItem();
}
