using Seaworthy.Machine;
using Seaworthy.Machine.Layout;

namespace Seaworthy.Cli.Host.Checks;

/// <summary>Looks at everything on this machine that an installation depends on, and changes nothing.</summary>
public sealed class Doctor(Installation installation, Origin origin)
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

    public async Task<Diagnosis> ExamineAsync(CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        foreach (var (name, check) in new MachineChecks(installation).All.Concat(new ServiceChecks(installation, origin).All).Concat(new DataChecks(installation, origin).All))
            findings.AddRange(await ExamineAsync(name, check, cancellation));
        return new Diagnosis(findings.All(finding => finding.Level != Level.Fail), installation.Home.Root, origin.Version, findings);
    }

    /// <summary>A check that cannot be made says so, and keeps no other from being made.</summary>
    private static async Task<IReadOnlyList<Finding>> ExamineAsync(string name, Check check, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(patience);
        try
        {
            return await check(deadline.Token);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            var reason = fault is OperationCanceledException ? $"no answer within {patience.TotalSeconds:0} s" : fault.Message;
            return [Finding.Fail(name, $"it could not be checked: {reason}", "Mend what is said here, then call ./sea doctor again.")];
        }
    }
}

/// <summary>One look at one thing; several findings where there are several of it.</summary>
public delegate Task<IReadOnlyList<Finding>> Check(CancellationToken cancellation);
