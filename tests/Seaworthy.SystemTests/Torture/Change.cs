namespace Seaworthy.SystemTests.Torture;

/// <summary>What a user may ask for.</summary>
public enum Change
{
    DeployGood,
    DeployBad,
    DeployTwice,
    PushTenTimes,
    DeployAndCancel,
    RollBack,
    Scale,
    Restart,
    ChangeSettings,
    DeployAndDelete,
}
