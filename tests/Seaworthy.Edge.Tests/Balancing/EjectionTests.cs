using Seaworthy.Edge.Balancing;

namespace Seaworthy.Edge.Tests.Balancing;

public sealed class EjectionTests
{
    private static readonly long Second = TimeSpan.TicksPerSecond;

    private readonly Ejection ejection = new(first: TimeSpan.FromSeconds(1), longest: TimeSpan.FromSeconds(3));

    [Fact]
    public void Failed_LeavesTheInstanceAloneForTheFirstTime_ThenOneRequestTriesIt()
    {
        ejection.Failed(begun: 0, now: 0).ShouldBeTrue();

        ejection.IsClear.ShouldBeFalse();
        ejection.TryBeginTrial(Second - 1).ShouldBeFalse();
        ejection.TryBeginTrial(Second).ShouldBeTrue();
        ejection.TryBeginTrial(Second).ShouldBeFalse();
    }

    [Fact]
    public void Failed_AgainAndAgain_DoublesTheTimeUpToTheLongest()
    {
        var now = 0L;
        foreach (var pause in new[] { Second, 2 * Second, 3 * Second, 3 * Second })
        {
            ejection.Failed(now, now).ShouldBeTrue();
            ejection.TryBeginTrial(now + pause - 1).ShouldBeFalse();
            now += pause;
            ejection.TryBeginTrial(now).ShouldBeTrue();
        }
    }

    [Fact]
    public void Failed_ForAttemptsThatRanTogether_IsOneFailure()
    {
        ejection.Failed(begun: 0, now: 5).ShouldBeTrue();
        ejection.Failed(begun: 1, now: 6).ShouldBeFalse();
        ejection.Failed(begun: 2, now: 7).ShouldBeFalse();

        ejection.TryBeginTrial(5 + Second).ShouldBeTrue();
    }

    [Fact]
    public void Connected_ClearsEverything()
    {
        ejection.Failed(0, 0);
        ejection.Failed(1, 1);

        ejection.Connected();

        ejection.IsClear.ShouldBeTrue();
        ejection.Failed(2, 2).ShouldBeTrue();
        ejection.TryBeginTrial(2 + Second).ShouldBeTrue();
    }

    [Fact]
    public void TryBeginTrial_ThatComesToNothing_IsFollowedByAnother()
    {
        ejection.Failed(0, 0);
        ejection.TryBeginTrial(Second).ShouldBeTrue();

        ejection.TryBeginTrial(2 * Second).ShouldBeTrue();
    }
}
