namespace Seaworthy.Client.Running;

/// <summary>A command that was run once in an app's image and environment.</summary>
/// <param name="Status">starting, running, exited, timed_out, stopped or failed.</param>
/// <param name="ExitCode">Null: it has not ended, or nobody knows how.</param>
public sealed record Run(
    Guid Id, Guid AppId, System.Text.Json.JsonElement? Command, string? Process, int? Release, string Status, int? ExitCode, string? Error,
    DateTimeOffset? CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, string? Actor)
{
    public bool HasEnded => Status is "exited" or "timed_out" or "stopped" or "failed";
}

/// <param name="Command">The program and its arguments.</param>
public sealed record NewRun(IReadOnlyList<string> Command)
{
    public string? Process { get; init; }

    public bool Tty { get; init; }

    public int? TimeoutSeconds { get; init; }

    public Dictionary<string, string>? Env { get; init; }

    public long? MemoryLimit { get; init; }

    public int? Rows { get; init; }

    public int? Columns { get; init; }

    /// <summary>It waits for somebody to attach before it starts.</summary>
    public bool Attach { get; init; }
}

/// <summary>One-off commands, and programs in running instances.</summary>
public sealed class RunsApi(SeaworthyClient client)
{
    public Call<IReadOnlyList<Run>> List(string app, int atMost = 20) => client.List($"{SeaworthyClient.App(app)}/runs", ApiJson.Default.IReadOnlyListRun, atMost);

    public Call<Run> Get(Guid id) => client.Get($"/api/v1/runs/{id}", ApiJson.Default.Run);

    public Call<Run> Create(string app, NewRun run) => client.Send(HttpMethod.Post, $"{SeaworthyClient.App(app)}/runs", run, ApiJson.Default.NewRun, ApiJson.Default.Run);

    public Call<Run> Stop(Guid id) => client.Send(HttpMethod.Post, $"/api/v1/runs/{id}/stop", ApiJson.Default.Run);

    public Call<AppLogPage> Log(Guid id, int tail) => client.Get($"/api/v1/runs/{id}/logs?tail={tail}", ApiJson.Default.AppLogPage);

    public Task<AttachedProcess> AttachAsync(Guid run, CancellationToken cancellation) => AttachedProcess.OpenAsync(client.Connection, $"/ws/runs/{run}/attach", null, cancellation);

    /// <summary>Starts a program in a running instance.</summary>
    /// <param name="instance">Its process and ordinal: web, 1.</param>
    public Task<AttachedProcess> ExecAsync(string app, (string Process, int Ordinal) instance, AttachControl start, CancellationToken cancellation) => AttachedProcess.OpenAsync(
        client.Connection, $"/ws/apps/{Uri.EscapeDataString(app)}/exec?process={Uri.EscapeDataString(instance.Process)}&ordinal={instance.Ordinal}", start, cancellation);
}
