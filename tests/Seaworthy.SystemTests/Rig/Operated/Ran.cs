namespace Seaworthy.SystemTests.Rig.Operated;

/// <summary>How a command ended that was called as a person would.</summary>
public sealed record Ran(int ExitCode, string Output, string Errors)
{
    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Errors}";

    public Ran ShouldSucceed()
    {
        ExitCode.ShouldBe(0, ToString());
        return this;
    }
}
