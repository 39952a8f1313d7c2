using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>
/// Every kind of step that a plan may hold, each with a fault before it and after it and with a restart of the server in between.
/// The story in which it comes must end as it does undisturbed. A kind that no story has is a red test: tell one in <see cref="Stories"/>.
/// </summary>
public sealed class StepFaultTests
{
    private static readonly (string Name, Fault[] Faults)[] Courses =
    [
        ("it fails before it is done", [new(Instant.Before, Dies: false)]),
        ("the server dies before it is done", [new(Instant.Before, Dies: true)]),
        ("it is done and its answer is lost", [new(Instant.Done, Dies: false)]),
        ("it is done and the server dies before the routes are put", [new(Instant.Done, Dies: true)]),
        ("it is done, the routes are put and the server dies", [new(Instant.Published, Dies: true)]),
        ("it fails, the server starts again, and then its answer is lost", [new(Instant.Before, Dies: false), new(Instant.Before, Dies: true), new(Instant.Done, Dies: false)]),
        ("its answer is lost, and the server dies over the next try or the next of its kind", [new(Instant.Done, Dies: false), new(Instant.Done, Dies: true)]),
    ];

    public static TheoryData<string> Kinds => [.. typeof(Step).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Step)) && !type.IsAbstract).Select(type => type.Name).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_step_survives_a_fault_before_and_after_it_and_a_restart_in_between(string kind)
    {
        var isTold = false;
        foreach (var tale in Stories.All)
        {
            var times = Tell(tale, _ => false, []).Times(kind);
            isTold |= times > 0;
            foreach (var (name, faults) in Courses)
            {
                // Each time that it comes in the story is another situation.
                for (var time = 1; time <= times; time++)
                {
                    var reached = 0;
                    var story = Tell(tale, step => step.GetType().Name == kind && ++reached >= time, faults);
                    story.Serving.ShouldBe(tale.Serves, $"{tale.Name}: {kind}, time {time}: {name}\n{string.Join('\n', story.World.Journal)}");
                    story.Struck.ShouldBeGreaterThan(0, $"{tale.Name}: {kind}, time {time}: {name}: no fault came to it");
                }
            }
        }
        isTold.ShouldBeTrue($"no story has the planner ask for {kind}: without one nobody knows what a fault before or after it does");
    }

    /// <param name="meets">Whether the faults begin with this step; asked once for each that is begun.</param>
    private static Story Tell(Tale tale, Predicate<Step> meets, Fault[] faults)
    {
        var story = new Story();
        var due = new Queue<Fault>(faults);
        Type? kind = null;
        story.World.Strike = () =>
        {
            if (story.World.At == Instant.Before)
            {
                story.Began(story.World.Doing!);
                kind ??= meets(story.World.Doing!) ? story.World.Doing!.GetType() : null;
            }
            if (kind != story.World.Doing?.GetType() || !due.TryPeek(out var fault) || fault.At != story.World.At)
                return;
            due.Dequeue();
            story.Struck++;
            if (fault.Dies)
                throw new ServerStruckException();
            throw new StepFailedException();
        };
        try
        {
            tale.Tell(story);
        }
        catch (InvariantBrokenException e)
        {
            throw new InvalidOperationException($"{tale.Name}: {kind?.Name} with {string.Join(", ", faults.Select(fault => fault.ToString()))}: {e.Message}\n{string.Join('\n', story.World.Journal.TakeLast(60))}", e);
        }
        return story;
    }

    private sealed record Fault(Instant At, bool Dies);
}
