using Seaworthy.Server.Runs;

namespace Seaworthy.Server.Tests.Runs;

public sealed class StartFaultTests
{
    [Theory]
    [InlineData(
        "failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"/x\": stat /x: no such file or directory: unknown",
        "exec: \"/x\": stat /x: no such file or directory")]
    [InlineData("no space left on device", "no space left on device")]
    public void AProgramThatIsNotThere_IsToldWithoutTheEnginesOwnPrograms(string engine, string told) => AdvanceRun.WithoutTheWay(engine).ShouldBe(told);
}
