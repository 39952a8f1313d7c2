namespace Seaworthy.Machine.Progress;

/// <summary>Tells the reader what is being done: live on a terminal, as plain lines elsewhere.</summary>
public interface ISteps
{
    /// <summary>Runs one named piece of work, showing its title, its latest detail, and how it ended.</summary>
    Task<T> RunAsync<T>(string title, Func<IStep, Task<T>> work);

    /// <summary>A line of its own between steps.</summary>
    void Say(string text);
}

/// <summary>The piece of work under way.</summary>
public interface IStep
{
    /// <summary>What it is doing now; replaces the last such line on a terminal.</summary>
    void Doing(string detail);

    /// <summary>What came of it, shown beside the title when it ends.</summary>
    void Done(string text);
}

public static class StepsExtensions
{
    public static Task RunAsync(this ISteps steps, string title, Func<IStep, Task> work) =>
        steps.RunAsync(title, async step =>
        {
            await work(step);
            return true;
        });
}
