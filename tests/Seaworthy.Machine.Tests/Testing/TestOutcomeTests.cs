using Seaworthy.Machine.Testing;

namespace Seaworthy.Machine.Tests.Testing;

public sealed class TestOutcomeTests
{
    private static readonly TimeSpan deadline = TimeSpan.FromMinutes(5);

    [Fact]
    public void FindTrouble_ReportAndExitCodeAgree_IsNull()
    {
        TestOutcome.FindTrouble(0, new TestCounts(3, 0, 1), deadline).ShouldBeNull();
        TestOutcome.FindTrouble(2, new TestCounts(3, 1, 0), deadline).ShouldBeNull();
    }

    [Fact]
    public void FindTrouble_Stopped_SaysAfterHowLong() =>
        TestOutcome.FindTrouble(null, null, deadline).ShouldBe("was not done after 5 min and was stopped");

    [Fact]
    public void FindTrouble_NoReport_IsACrash() =>
        TestOutcome.FindTrouble(134, null, deadline).ShouldBe("crashed with exit code 134 before it could report");

    [Fact]
    public void FindTrouble_NothingRan_IsSaid() => TestOutcome.FindTrouble(8, default(TestCounts), deadline).ShouldBe("ran no test");

    [Fact]
    public void FindTrouble_BadExitCodeWithoutAFailedTest_IsSaid() =>
        TestOutcome.FindTrouble(7, new TestCounts(3, 0, 0), deadline).ShouldBe("ended with exit code 7 although no test failed");

    [Fact]
    public void Weight_ProjectInTrouble_CountsAsAFailure() =>
        new TestOutcome(new TestProject("A.Tests", "/a"), default, TimeSpan.Zero, "ran no test", "").Weight.ShouldBe(new TestCounts(0, 1, 0));
}
