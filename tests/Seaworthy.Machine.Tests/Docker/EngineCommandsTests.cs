using Seaworthy.Machine.Docker;
using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Tests.Docker;

public sealed class EngineCommandsTests
{
    /// <summary>Whoever takes unknown for nothing leaves containers behind, or stops an engine that others use.</summary>
    [Fact]
    public async Task LinesAsync_NoEngineThere_IsNotNothing() =>
        (await Should.ThrowAsync<CommandFailedException>(() => new EngineCommands(new EngineSocket("/nonexistent/docker.sock")).LinesAsync(["container", "ls", "--quiet"], TestContext.Current.CancellationToken)))
            .Message.ShouldStartWith("Docker Engine cannot be asked what is in it: ");
}
