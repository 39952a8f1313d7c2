namespace Seaworthy.Docker.Tests.Contract;

public abstract class EventContract(EngineSetting setting)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_life_of_a_container_is_told()
    {
        var began = DateTimeOffset.UtcNow.AddSeconds(-1);
        var label = $"seaworthy.story={setting.NewName()}";
        var id = await Live(label);

        var story = await Watch(new EventQuery { Since = began, Types = ["container"], Labels = [label] }, untilAction: "destroy");

        story.ShouldAllBe(told => told.Type == "container" && told.ActorId == id && told.At > began);
        // The engine tells "stop" and "die" in either order.
        story.Where(told => told.Action != "stop").Select(told => told.Action).ShouldBe(["create", "start", "kill", "die", "destroy"]);
        story.Single(told => told.Action == "kill").Attributes.ShouldContain(new KeyValuePair<string, string>("signal", "15"));
        story.Single(told => told.Action == "die").Attributes.ShouldContain(new KeyValuePair<string, string>("exitCode", "0"));
    }

    [Fact]
    public async Task What_follows_the_colon_is_the_detail()
    {
        var began = DateTimeOffset.UtcNow.AddSeconds(-1);
        var container = await setting.Run(setting.NewContainer(Program.Obedient), Cancel);
        var exec = await setting.Engine.Execs.CreateAsync(container, new ExecSpec(["/bin/cat", "/dev/null"]), Cancel);

        var told = await Watch(new EventQuery { Since = began, Actions = ["exec_create"], Labels = [setting.Label] },
            untilAction: "exec_create", of: container);

        var created = told[^1];
        created.Detail.ShouldBe("/bin/cat /dev/null");
        created.Attributes.ShouldContain(new KeyValuePair<string, string>("execID", exec));
    }

    [Fact]
    public async Task Networks_are_told_too()
    {
        var began = DateTimeOffset.UtcNow.AddSeconds(-1);
        var network = setting.NewNetwork();
        var id = await setting.Create(network, Cancel);
        await setting.Engine.Networks.RemoveAsync(id, Cancel);

        var told = await Watch(new EventQuery { Since = began, Types = ["network"] }, untilAction: "destroy", of: id);

        told.Where(happened => happened.ActorId == id).Select(happened => happened.Action).ShouldBe(["create", "destroy"]);
    }

    [Fact]
    public async Task A_watch_with_an_end_ends()
    {
        var began = DateTimeOffset.UtcNow.AddSeconds(-2);
        await Live($"seaworthy.story={setting.NewName()}");
        var actions = new List<string>();

        var query = new EventQuery { Since = began, Until = DateTimeOffset.UtcNow.AddMilliseconds(500), Labels = [setting.Label] };
        await foreach (var happened in setting.Engine.Events.WatchAsync(query, Cancel))
            actions.Add(happened.Action);

        actions.ShouldContain("destroy");
    }

    private async Task<string> Live(string label)
    {
        var parts = label.Split('=');
        var spec = setting.NewContainer(Program.Obedient) with
        {
            Labels = new Dictionary<string, string>(setting.Labels) { [parts[0]] = parts[1] },
        };
        var id = await setting.Run(spec, Cancel);
        await setting.Engine.Containers.StopAsync(id, TimeSpan.FromSeconds(10), Cancel);
        await setting.Engine.Containers.RemoveAsync(id, ContainerRemoval.Whole, Cancel);
        return id;
    }

    private async Task<List<DockerEvent>> Watch(EventQuery query, string untilAction, string? of = null)
    {
        var seen = new List<DockerEvent>();
        await foreach (var happened in setting.Engine.Events.WatchAsync(query, Cancel))
        {
            seen.Add(happened);
            if (happened.Action == untilAction && (of is null || happened.ActorId == of))
                break;
        }

        return seen;
    }
}

public sealed class RealEventTests(RealSetting setting) : EventContract(setting);

public sealed class FakeEventTests(FakeSetting setting) : EventContract(setting), IClassFixture<FakeSetting>;
