using System.Net;

namespace Seaworthy.Docker.Tests.Contract;

public abstract class ImageContract(EngineSetting setting)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IImages Images => setting.Engine.Images;

    [Fact]
    public async Task An_imported_image_has_the_settings_of_its_changes()
    {
        var name = setting.NewName();
        var id = await Import(name,
            "ENV A=1", "CMD [\"/bin/sleep\",\"1000\"]", "EXPOSE 8080/tcp", "USER 1000", "WORKDIR /tmp", "STOPSIGNAL SIGINT", "VOLUME /data");

        var image = (await Images.InspectAsync($"{name}:1", Cancel)).ShouldNotBeNull();

        image.Id.ShouldBe(id);
        image.Id.ShouldStartWith("sha256:");
        image.Tags.ShouldBe([$"{name}:1"]);
        image.Digests.ShouldBeEmpty();
        image.CreatedAt.ShouldNotBeNull();
        image.SizeBytes.ShouldBeGreaterThan(0);
        image.Config.Environment.ShouldContain(new KeyValuePair<string, string>("A", "1"));
        image.Config.Command.ShouldBe(["/bin/sleep", "1000"]);
        image.Config.Entrypoint.ShouldBeEmpty();
        image.Config.ExposedPorts.ShouldBe([new ContainerPort(8080)]);
        image.Config.User.ShouldBe("1000");
        image.Config.WorkingDirectory.ShouldBe("/tmp");
        image.Config.StopSignal.ShouldBe("SIGINT");
        image.Config.Volumes.ShouldBe(["/data"]);
        image.Config.Labels.ShouldContain(new KeyValuePair<string, string>("seaworthy.test", setting.RunId));
        image.Config.HealthCheck.ShouldBeNull();
    }

    [Fact]
    public async Task A_container_inherits_from_its_image_what_it_does_not_set()
    {
        var name = setting.NewName();
        await Import(name, "ENV A=1", "ENV B=2", "ENTRYPOINT [\"/bin/sleep\"]", "CMD [\"1000\"]", "LABEL inherited=yes", "USER 1000");
        var spec = new ContainerSpec
        {
            Name = setting.NewName(),
            Image = $"{name}:1",
            Environment = new Dictionary<string, string> { ["B"] = "3" },
            Labels = setting.Labels,
        };

        var inherited = (await setting.Inspect(await setting.Create(spec, Cancel), Cancel)).Config;
        var replaced = (await setting.Inspect(
            await setting.Create(spec with { Name = setting.NewName(), Entrypoint = ["/bin/true"] }, Cancel), Cancel)).Config;

        inherited.Environment.ShouldContain(new KeyValuePair<string, string>("A", "1"));
        inherited.Environment.ShouldContain(new KeyValuePair<string, string>("B", "3"));
        inherited.Entrypoint.ShouldBe(["/bin/sleep"]);
        inherited.Command.ShouldBe(["1000"]);
        inherited.Labels.ShouldContain(new KeyValuePair<string, string>("inherited", "yes"));
        inherited.User.ShouldBe("1000");
        replaced.Entrypoint.ShouldBe(["/bin/true"]);
        replaced.Command.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_image_goes_with_its_last_name()
    {
        var name = setting.NewName();
        var id = await Import(name);
        await Images.TagAsync(id, name, "2", Cancel);

        (await Images.InspectAsync(id, Cancel))!.Tags.ShouldBe([$"{name}:1", $"{name}:2"], ignoreOrder: true);
        (await Images.RemoveAsync($"{name}:1", force: false, Cancel)).ShouldBe(RemoveOutcome.Removed);
        (await Images.InspectAsync(id, Cancel))!.Tags.ShouldBe([$"{name}:2"]);
        (await Images.RemoveAsync($"{name}:2", force: false, Cancel)).ShouldBe(RemoveOutcome.Removed);
        (await Images.InspectAsync(id, Cancel)).ShouldBeNull();
        (await Images.RemoveAsync($"{name}:2", force: false, Cancel)).ShouldBe(RemoveOutcome.Absent);
    }

    [Fact]
    public async Task A_name_moves_to_the_image_that_took_it_last()
    {
        var name = setting.NewName();
        var first = await Import(name, "ENV A=1");
        var second = await Import(name, "ENV A=2");

        (await Images.InspectAsync($"{name}:1", Cancel))!.Id.ShouldBe(second);
        (await Images.InspectAsync(first, Cancel))!.Tags.ShouldBeEmpty();
        (await Images.ListAsync(new() { Labels = [setting.Label], Dangling = true }, Cancel)).ShouldContain(image => image.Id == first);
        (await Images.ListAsync(new() { Labels = [setting.Label], Dangling = false }, Cancel)).ShouldNotContain(image => image.Id == first);
    }

    [Fact]
    public async Task An_image_in_use_stays()
    {
        var name = setting.NewName();
        await Import(name);
        var spec = new ContainerSpec { Name = setting.NewName(), Image = $"{name}:1", Command = ["/bin/sleep", "1000"], Labels = setting.Labels };
        var container = await setting.Create(spec, Cancel);

        (await Images.RemoveAsync($"{name}:1", force: false, Cancel)).ShouldBe(RemoveOutcome.InUse);
        await setting.Engine.Containers.RemoveAsync(container, ContainerRemoval.Whole, Cancel);
        (await Images.RemoveAsync($"{name}:1", force: false, Cancel)).ShouldBe(RemoveOutcome.Removed);
    }

    [Fact]
    public async Task Pruning_takes_what_has_no_name_and_the_label()
    {
        var name = setting.NewName();
        var label = $"seaworthy.prune={name}";
        var first = await Import(name, $"LABEL {label}");
        var second = await Import(name, $"LABEL {label}", "ENV A=2");

        var report = await Images.PruneDanglingAsync([label], Cancel);

        report.Removed.ShouldContain(first);
        (await Images.InspectAsync(first, Cancel)).ShouldBeNull();
        (await Images.InspectAsync(second, Cancel)).ShouldNotBeNull();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Images.PruneDanglingAsync([], Cancel));
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_named()
    {
        (await Images.InspectAsync("seaworthy-test/nothing:1", Cancel)).ShouldBeNull();
        (await Should.ThrowAsync<DockerException>(() => Images.TagAsync("seaworthy-test/nothing:1", "x", "1", Cancel)))
            .StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_saved_image_loads_again()
    {
        var name = setting.NewName();
        var id = await Import(name);
        using var archive = new MemoryStream();
        await using (var saved = await Images.SaveAsync([$"{name}:1"], Cancel))
            await saved.CopyToAsync(archive, Cancel);
        await Images.RemoveAsync($"{name}:1", force: true, Cancel);
        archive.Position = 0;

        (await Images.LoadAsync(archive, Cancel)).ShouldBe([$"{name}:1"]);

        (await Images.InspectAsync($"{name}:1", Cancel))!.Id.ShouldBe(id);
    }

    [Fact]
    public async Task A_pull_that_fails_is_an_error()
    {
        await Should.ThrowAsync<DockerException>(async () =>
        {
            await foreach (var _ in Images.PullAsync("127.0.0.1:1/nothing:1", new RegistryCredentials("user", "password", "127.0.0.1:1"), Cancel))
            {
            }
        });
    }

    [Fact]
    public async Task History_and_lists_know_it()
    {
        var name = setting.NewName();
        var id = await Import(name);

        (await Images.HistoryAsync(id, Cancel)).ShouldHaveSingleItem().Tags.ShouldBe([$"{name}:1"]);
        var listed = (await Images.ListAsync(new() { References = [name] }, Cancel)).ShouldHaveSingleItem();
        listed.Id.ShouldBe(id);
        listed.Tags.ShouldBe([$"{name}:1"]);
        listed.Labels.ShouldContain(new KeyValuePair<string, string>("seaworthy.test", setting.RunId));
    }

    private async Task<string> Import(string name, params string[] changes)
    {
        using var tar = setting.RootFilesystem();
        return await Images.ImportAsync(tar, new ImageImport(name, "1") { Changes = [$"LABEL {setting.Label}", .. changes] }, Cancel);
    }
}

public sealed class RealImageTests(RealSetting setting) : ImageContract(setting);

public sealed class FakeImageTests(FakeSetting setting) : ImageContract(setting), IClassFixture<FakeSetting>;
