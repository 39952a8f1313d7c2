namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>
/// Tells when what serves crashes again and again. The engine starts it again, and waits the longer before that the more often it was
/// necessary; nothing is done about it here. Judged only while no rollout is under way: that one judges by itself, and changes what serves.
/// </summary>
internal static class CrashLoops
{
    public static void Plan(Look look)
    {
        if (look.Desired.Active is not null)
            return;
        foreach (var serving in look.Desired.Serving)
        {
            foreach (var instance in look.Members(serving.Rollout, serving.Process).Where(instance => !look.Drains(instance) && !Holding.Concerns(instance)))
                PlanInstance(look, instance);
        }
    }

    private static void PlanInstance(Look look, InstanceFacts instance)
    {
        // Its count is that of this start only where it runs, or will by itself.
        if (look.ContainerOf(instance) is not { State: ContainerState.Running or ContainerState.Restarting } container)
            return;
        var (crashes, since, last) = (instance.Crashes, instance.CrashesSince, instance.LastCrashAt);
        if (Spell.Of(instance, container, look.Now) is { } spell)
        {
            look.Add(new RecordCrashes(instance, container.Restarts, spell, Told(spell.New, container)));
            (crashes, since, last) = (spell.Crashes, spell.Since, look.Now);
        }
        var isCalm = look.Now >= last + Timing.CrashWindow;
        if (instance.CrashingAt is not null && isCalm)
            look.Add(new RecordCalm(instance, $"for {Words(Timing.CrashWindow)} it has kept running"));
        else if (instance.CrashingAt is null && crashes >= Timing.CrashesToBeALoop && !isCalm)
            look.Add(new RecordCrashLoop(instance, $"{crashes} times within {Words((last - since)!.Value)}{LastEnd(container)}"));
    }

    private static string Told(int times, ContainerObserved container)
    {
        var how = container.LastEnd switch
        {
            { OutOfMemory: true } => "it ran out of memory",
            { } end => $"its process ended with exit code {end.ExitCode}",
            null => "its process ended",
        };
        return $"{how}, and the engine starts it again{(times > 1 ? $": {times} times since it was last looked at" : "")}";
    }

    private static string LastEnd(ContainerObserved container) => container.LastEnd switch
    {
        { OutOfMemory: true } => ", the last time for want of memory",
        { } end => $", the last time with exit code {end.ExitCode}",
        null => "",
    };

    private static string Words(TimeSpan span) => span <= TimeSpan.FromMinutes(1) ? "a minute" : $"{Math.Ceiling(span.TotalMinutes):0} minutes";
}

/// <summary>Crashes that came close upon each other.</summary>
/// <param name="New">Of them those that were not told yet.</param>
/// <param name="Since">None of them was before.</param>
public readonly record struct Spell(int Crashes, int New, DateTimeOffset Since)
{
    /// <summary>Null where it has not crashed since it was last looked at.</summary>
    internal static Spell? Of(InstanceFacts instance, ContainerObserved container, DateTimeOffset now)
    {
        // A smaller count than before is that of a later start.
        var count = container.Restarts < instance.RestartsSeen ? container.Restarts : container.Restarts - instance.RestartsSeen;
        if (count == 0)
            return null;
        var goesOn = instance.CrashesSince is { } since && now - since <= Timing.CrashWindow;
        if (goesOn)
            return new Spell(instance.Crashes + count, count, instance.CrashesSince!.Value);
        // When each of several was, nobody saw: between the last that is known and now. Too long ago, and they make no spell.
        var known = instance.LastCrashAt > instance.HealthyAt ? instance.LastCrashAt : instance.HealthyAt ?? instance.StartSentAt;
        return count > 1 && now - known <= Timing.CrashWindow ? new Spell(count, count, known!.Value) : new Spell(1, count, now);
    }
}
