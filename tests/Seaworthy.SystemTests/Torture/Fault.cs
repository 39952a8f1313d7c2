namespace Seaworthy.SystemTests.Torture;

/// <summary>What may befall an installation. Every kill is a <c>kill -9</c>, and what was killed is started again at once.</summary>
public enum Fault
{
    None,
    KillServer,
    RestartServer,
    KillServerTwice,
    KillEdge,
    KillDatabase,
    KillEngine,
    KillEverything,
}
