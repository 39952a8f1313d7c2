using Seaworthy.Machine.Packages;

namespace Seaworthy.Machine.Tests.Packages;

public sealed class DistributionTests
{
    [Fact]
    public void Parse_Ubuntu() => Distribution.Parse("""
        PRETTY_NAME="Ubuntu 24.04.1 LTS"
        NAME="Ubuntu"
        VERSION_ID="24.04"
        VERSION_CODENAME=noble
        ID=ubuntu
        ID_LIKE=debian
        """.Split('\n')).ShouldBe(new Distribution("ubuntu", "24.04", "noble", "Ubuntu 24.04.1 LTS"));

    [Fact]
    public void Parse_NothingKnown_IsALinux() => Distribution.Parse([]).ShouldBe(new Distribution("linux", "", "", "linux"));
}
