using Seaworthy.Server.Builds;
using Seaworthy.Server.Builds.BuildKit;

namespace Seaworthy.Server.Tests.Builds.BuildKit;

public sealed class BuildFailureTests
{
    private static readonly BuildLimits Limits = new(512 * 1024 * 1024, 1000);

    [Fact]
    public void A_command_that_failed() => Explain("failed-step").ShouldBe((2, "RUN echo compiling; echo linking; echo \"undefined reference to main\" >&2; exit 7", """
        Line 2 of the Dockerfile, RUN echo compiling; echo linking; echo "undefined reference to main" >&2; exit 7, ended with exit code 7.
        Its last lines:
        what it printed
        """));

    [Fact]
    public void A_line_that_is_no_instruction() => Explain("unknown-instruction").ShouldBe((2, "FETCH everything", "Line 2 of the Dockerfile, FETCH everything, cannot be read: unknown instruction: FETCH."));

    [Fact]
    public void A_file_that_is_not_there() => Explain("missing-file").ShouldBe((2, "COPY absent.txt /",
        "Line 2 of the Dockerfile, COPY absent.txt /, needs /absent.txt, which is not in the source (or is excluded by .dockerignore)."));

    [Fact]
    public void A_base_image_that_cannot_be_had()
    {
        var (line, step, message) = Explain("no-base-image");

        (line, step).ShouldBe((1, "FROM no-such-image-anywhere:9"));
        message.ShouldStartWith("Line 1 of the Dockerfile, FROM no-such-image-anywhere:9, needs the image no-such-image-anywhere:9, which cannot be had: failed to do request: ");
    }

    [Fact]
    public void Too_little_memory_is_named() =>
        BuildFailure.Explain(new FailedStep("[2/2] RUN make", "process \"/bin/sh -c make\" did not complete successfully: exit code: 137", []), [], Limits).Message
            .ShouldBe("The step RUN make was killed (exit code 137), most likely because it needed more than the 512 MB that a build may use.");

    [Fact]
    public void Anything_else_is_told_in_the_builders_words() =>
        BuildFailure.Explain(null, ["ERROR: failed to solve: no space left on device"], Limits).Message.ShouldBe("The build failed: no space left on device");

    private static (int? Line, string? Step, string Message) Explain(string sample)
    {
        var reader = new RawJsonReader();
        var items = Samples.Read(sample).Select(reader.Add).OfType<(SolveStatus? Message, string? Text)>().ToList();
        var failed = items.SelectMany(item => item.Message?.Vertexes ?? []).FirstOrDefault(vertex => vertex.Error is not null);
        IReadOnlyList<string> tail = sample == "failed-step" ? ["what it printed"] : [];
        BuildFailedException why = BuildFailure.Explain(
            failed is null ? null : new FailedStep(failed.Name, failed.Error!, tail), [.. items.Select(item => item.Text).OfType<string>()], Limits);
        return (why.Line, why.Step, why.Message);
    }
}
