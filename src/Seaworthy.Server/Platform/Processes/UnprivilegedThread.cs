using System.Runtime.InteropServices;

namespace Seaworthy.Server.Platform.Processes;

/// <summary>
/// Runs code of ours that handles a stranger's files with the rights of another user. On Linux rights belong to a thread: the kernel's own
/// calls change this one alone, where libc's would change all. The thread ends with the work, so its rights need not come back.
/// </summary>
public static partial class UnprivilegedThread
{
    private static readonly (long Groups, long Group, long User) Calls = RuntimeInformation.ProcessArchitecture == Architecture.Arm64
        ? (159, 149, 147)
        : (116, 119, 117);

    /// <param name="work">Must not await: only what runs on this very thread has the rights.</param>
    public static Task<T> RunAsync<T>(ProcessUser user, Func<T> work)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                if (Environment.IsPrivilegedProcess)
                    Become(user);
                result.SetResult(work());
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        })
        { IsBackground = true, Name = "unprivileged" };
        thread.Start();
        return result.Task;
    }

    private static void Become(ProcessUser user)
    {
        Must(Call(Calls.Groups, 0, 0, 0));
        Must(Call(Calls.Group, user.GroupId, user.GroupId, user.GroupId));
        Must(Call(Calls.User, user.UserId, user.UserId, user.UserId));
    }

    private static void Must(long result)
    {
        if (result != 0)
            throw new InvalidOperationException($"The thread could not give up its rights: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Call(long number, long first, long second, long third);
}
