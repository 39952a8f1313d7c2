using Seaworthy.Cli.Output;

namespace Seaworthy.Cli.Tests.Output;

public sealed class TextTableTests
{
    [Fact]
    public void Columns_AlignByWhatIsSeen_WithoutSpacesAtTheEnd()
    {
        var table = new TextTable("APP", "STATUS", "WHAT");
        table.Add("shop", Inked.Status("live"), "");
        table.Add("漢字", Inked.Status("failed"), "x");
        var output = new StringWriter();

        table.Write(new Screen(output, isColoured: false, isTerminal: false));

        output.ToString().ShouldBe("APP   STATUS  WHAT\nshop  live\n漢字  failed  x\n");
    }

    [Fact]
    public void Colours_MeanSomething()
    {
        var screen = new Screen(TextWriter.Null, isColoured: true, isTerminal: true);

        screen.Paint(Inked.Status("running")).ShouldBe("\e[32mrunning\e[0m");
        screen.Paint(Inked.Status("building")).ShouldBe("\e[33mbuilding\e[0m");
        screen.Paint(Inked.Status("failed")).ShouldBe("\e[31mfailed\e[0m");
        new Screen(TextWriter.Null, isColoured: false, isTerminal: true).Paint(Inked.Status("failed")).ShouldBe("failed");
    }

    [Fact]
    public void ACell_CannotMoveTheCursor()
    {
        var table = new TextTable("APP");
        table.Add("a\e[2Jb\n");
        var output = new StringWriter();

        table.Write(new Screen(output, isColoured: true, isTerminal: false));

        output.ToString().ShouldEndWith("ab\n");
    }
}
