namespace Seaworthy.Edge.Tests.Fixtures;

internal static class Waiting
{
    /// <summary>The task's result, if it comes while anybody would still wait for it.</summary>
    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(RawConnection.Patience, TestContext.Current.CancellationToken);

    public static Task Soon(this Task task) => task.WaitAsync(RawConnection.Patience, TestContext.Current.CancellationToken);
}
