using Seaworthy.Server.Platform.Hosting;

namespace Seaworthy.Server.Api;

/// <summary>Asks all checks at the same time; one that does not answer within two seconds has failed.</summary>
internal sealed class Readiness(IEnumerable<IReadinessCheck> checks)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <returns>By name: null when all is well, else what is missing.</returns>
    public async Task<IReadOnlyDictionary<string, string?>> CheckAsync(CancellationToken ct)
    {
        var answers = await Task.WhenAll(checks.Select(async check => (check.Name, Fault: await AskAsync(check, ct))));
        return answers.ToDictionary(answer => answer.Name, answer => answer.Fault);
    }

    /// <summary>One check alone, or null if nobody registered it.</summary>
    public async Task<(bool Known, string? Fault)> CheckAsync(string name, CancellationToken ct) =>
        checks.FirstOrDefault(check => check.Name == name) is { } check ? (true, await AskAsync(check, ct)) : (false, null);

    private static async Task<string?> AskAsync(IReadinessCheck check, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            return await check.FindFaultAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"no answer within {Patience.TotalSeconds:0} seconds";
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return e.Message;
        }
    }
}
