namespace Seaworthy.Testing.Docker;

/// <summary>A main process that somebody can talk with.</summary>
internal sealed partial class FakeContainer
{
    private FakeProcess? main;

    /// <summary>Its streams: made when first asked for, which may be before the start.</summary>
    public FakeProcess Main => main ??= new FakeProcess(Spec.Command ?? Image.Config.Command, Spec.Tty, null);

    private void PlayMain(FakeInteraction interaction) => _ = PlayMainAsync(interaction, Main);

    private async Task PlayMainAsync(FakeInteraction interaction, FakeProcess process)
    {
        await Task.Yield();
        var exitCode = await interaction(process, CancellationToken.None);
        lock (state.Gate)
        {
            main = null;
            End(exitCode);
        }

        process.CloseOutput();
    }
}
