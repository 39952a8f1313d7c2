using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Tests.Processes;

public sealed class ProcessStatTests
{
    [Fact]
    public void Parse_NameWithBlanksAndBrackets_IsReadToItsLastBracket()
    {
        var stat = ProcessStat.Parse("812 (nginx: (worker) 1) S 800 801 802 0 -1 4194368 70 0 0 0 5 3 0 0 20 0 1 0 123456 8192 512 18446744073709551615\n");

        stat.ShouldBe(new ProcessStat(812, "nginx: (worker) 1", 'S', 800, 801, 802, 123456));
    }

    [Fact]
    public void IsRunning_OtherStartTime_IsAnotherProcess()
    {
        var self = ProcessIdentity.OfThisProcess();

        self.IsRunning.ShouldBeTrue();
        (self with { StartTime = self.StartTime - 1 }).IsRunning.ShouldBeFalse();
    }
}
