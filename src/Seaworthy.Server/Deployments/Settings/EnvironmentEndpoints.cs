using System.Text;
using Npgsql;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Api.OpenApi;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Apps.Settings;

namespace Seaworthy.Server.Deployments.Settings;

/// <summary>An app's variables. A change of what containers get becomes a new release of what serves.</summary>
public static class EnvironmentEndpoints
{
    public static void MapEnvironment(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/apps/{app}/env").WithTags("environment");
        group.MapGet("/", GetAsync).WithSummary("List the variables; secret values are masked.")
            .Produces<EnvironmentShape>().ProducesProblem(StatusCodes.Status404NotFound).Require(Permission.EnvironmentRead);
        group.MapPost("/", MergeAsync).WithSummary("Add or replace variables.").IsChange<EnvironmentChangedShape>().Require(Permission.EnvironmentWrite);
        group.MapPut("/", MergeAsync).WithSummary("Add or replace variables.").IsChange<EnvironmentChangedShape>().Require(Permission.EnvironmentWrite);
        group.MapPut("/{key}", PutAsync).WithSummary("Set one variable.").IsChange<EnvironmentChangedShape>().Require(Permission.EnvironmentWrite);
        group.MapDelete("/", RemoveSeveralAsync).WithSummary("Remove several variables at once: ?key=A&key=B.").IsChange<EnvironmentChangedShape>().Require(Permission.EnvironmentWrite);
        group.MapDelete("/{key}", RemoveAsync).WithSummary("Remove a variable.").IsChange<EnvironmentChangedShape>().Require(Permission.EnvironmentWrite);
        group.MapPost("/import", ImportAsync).WithSummary("Add or replace the variables of a .env file.")
            // Whatever a client calls the file: curl's --data-binary says that it is a form.
            .TakesText("text/plain", "GREETING=ahoy\nMOTTO=\"fair winds\"\n").IsChange<EnvironmentChangedShape>().Require(Permission.EnvironmentWrite);
        group.MapGet("/export", ExportAsync).WithSummary("Read the variables as a .env file; secrets are comments.")
            .AnswersText("text/plain", "GREETING=ahoy\n# DATABASE_URL is secret\n").Require(Permission.EnvironmentRead);
    }

    private static async Task<IResult> GetAsync(string app, HttpContext http, AppStore apps, EnvironmentStore environment, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        http.Response.Headers.ETag = found.ETag;
        return Results.Ok(EnvironmentShape.From(await environment.ListAsync(found.Id, ct)));
    }

    private static async Task<IResult> MergeAsync(
        string app, Dictionary<string, string> variables, string? kind, string? scope, [AsParameters] ChangeOptions options,
        HttpContext http, AppStore apps, EnvironmentStore environment, ChangeSettings settings, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        var faults = KindFaults(kind, scope);
        foreach (var (key, fault) in AppRequest.VariableFaults(variables))
            faults.Add(key, fault);
        if (faults.ToProblem() is { } problem)
            return problem;
        return await ChangeAsync("Environment updated", found, variables, kind, scope, remove: null, options, http, apps, environment, settings, ct);
    }

    private static async Task<IResult> PutAsync(
        string app, string key, VariableRequest request, [AsParameters] ChangeOptions options,
        HttpContext http, AppStore apps, EnvironmentStore environment, ChangeSettings settings, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        var faults = KindFaults(request.Kind, request.Scope);
        if (AppRequest.VariableFault(key, request.Value ?? EnvironmentStore.Mask) is { } fault)
            faults.Add(VariableName.IsValid(key) ? "value" : "key", fault);
        if (faults.ToProblem() is { } problem)
            return problem;
        var variables = new Dictionary<string, string> { [key] = request.Value ?? EnvironmentStore.Mask };
        return await ChangeAsync($"{key} updated", found, variables, request.Kind, request.Scope, remove: null, options, http, apps, environment, settings, ct);
    }

    private static async Task<IResult> RemoveAsync(
        string app, string key, [AsParameters] ChangeOptions options, HttpContext http, AppStore apps, EnvironmentStore environment, ChangeSettings settings, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        var outcome = await settings.RunAsync(
            options.For(found, http),
            async (connection, _) => await EnvironmentStore.RemoveAsync(connection, found.Id, key) ? null : new SettingsFault.NotFound("variable"),
            ct);
        return await AnswerAsync($"{key} removed", outcome, found, http, apps, environment, ct);
    }

    /// <summary>One release for all of them. Where one is not there, none is removed.</summary>
    private static async Task<IResult> RemoveSeveralAsync(
        string app, string[] key, [AsParameters] ChangeOptions options, HttpContext http, AppStore apps, EnvironmentStore environment, ChangeSettings settings, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        var keys = key.Distinct(StringComparer.Ordinal).ToList();
        if (keys.Count is 0 or > AppLimits.MostVariables)
            return Problem.Invalid("key", $"must name the variables that are to go: ?key=A&key=B, {AppLimits.MostVariables} at most");
        var outcome = await settings.RunAsync(
            options.For(found, http),
            async (connection, before) =>
            {
                var missing = keys.Except(before.Variables.Select(variable => variable.Key), StringComparer.Ordinal).ToList();
                if (missing.Count > 0)
                    return new SettingsFault.NotFound($"variable: {string.Join(", ", missing)}");
                foreach (var name in keys)
                    await EnvironmentStore.RemoveAsync(connection, found.Id, name);
                return null;
            },
            ct);
        return await AnswerAsync($"{string.Join(", ", keys)} removed", outcome, found, http, apps, environment, ct);
    }

    private static async Task<IResult> ImportAsync(
        string app, bool? replace, string? kind, string? scope, [AsParameters] ChangeOptions options,
        HttpContext http, AppStore apps, EnvironmentStore environment, ChangeSettings settings, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        var faults = KindFaults(kind, scope);
        using var reader = new StreamReader(http.Request.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        string text;
        try
        {
            text = await reader.ReadToEndAsync(ct);
        }
        catch (DecoderFallbackException)
        {
            return Problem.Invalid("The file is not UTF-8 text.");
        }
        var (entries, wrong) = EnvFile.Parse(text);
        foreach (var fault in wrong)
            faults.Add($"line {fault.Line}", fault.What);
        if (faults.ToProblem() is { } problem)
            return problem;
        var variables = entries.ToDictionary(entry => entry.Key, entry => entry.Value);
        // Secrets stay: an export does not hold them, so a file without one does not mean that it is to go.
        Func<Variable, bool>? remove = replace == true ? variable => !variable.IsSecret && !variables.ContainsKey(variable.Key) && (scope is null || variable.Scope == scope) : null;
        return await ChangeAsync($"{variables.Count} {(variables.Count == 1 ? "variable" : "variables")} imported", found, variables, kind, scope, remove, options, http, apps, environment, settings, ct);
    }

    private static async Task<IResult> ExportAsync(string app, string? scope, HttpContext http, AppStore apps, EnvironmentStore environment, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        if (KindFaults(null, scope).ToProblem() is { } problem)
            return problem;
        var variables = (await environment.ListAsync(found.Id, ct)).Where(variable => scope is null || variable.Scope == scope || (variable.Scope == "both" && scope != "both"));
        return Results.Text(EnvFile.Write(variables), "text/plain; charset=utf-8");
    }

    private static async Task<IResult> ChangeAsync(
        string message, App app, IReadOnlyDictionary<string, string> variables, string? kind, string? scope, Func<Variable, bool>? remove, ChangeOptions options,
        HttpContext http, AppStore apps, EnvironmentStore environment, ChangeSettings settings, CancellationToken ct)
    {
        var outcome = await settings.RunAsync(
            options.For(app, http), (connection, before) => WriteAsync(connection, before, variables, kind, scope, remove, environment), ct);
        return await AnswerAsync(message, outcome, app, http, apps, environment, ct);
    }

    private static async Task<SettingsFault?> WriteAsync(
        NpgsqlConnection connection, AppSettings before, IReadOnlyDictionary<string, string> variables, string? kind, string? scope, Func<Variable, bool>? remove, EnvironmentStore environment)
    {
        var known = before.Variables.ToDictionary(variable => variable.Key);
        foreach (var (key, value) in variables.Where(variable => variable.Value == EnvironmentStore.Mask))
        {
            if (!known.TryGetValue(key, out var variable))
                return new SettingsFault.Invalid(key, "needs a value: there is no such variable yet, and the mask means that it stays as it is");
            if (variable.IsSecret && kind == "plain")
                return new SettingsFault.Invalid(key, "is secret: to make it plain, give its value again");
        }
        foreach (var variable in before.Variables.Where(variable => remove?.Invoke(variable) == true))
            await EnvironmentStore.RemoveAsync(connection, before.App.Id, variable.Key);
        // What stays the same is not sealed anew: when it was changed is told to people.
        var changed = variables.Where(pair => !(known.TryGetValue(pair.Key, out var variable)
            && variable.Value == pair.Value && variable.Kind == (kind ?? variable.Kind) && variable.Scope == (scope ?? variable.Scope))).ToDictionary();
        await environment.MergeAsync(connection, before.App.OrganizationId, before.App.Id, changed, kind, scope);
        return null;
    }

    private static Task<IResult> AnswerAsync(
        string message, ChangeSettings.Outcome outcome, App app, HttpContext http, AppStore apps, EnvironmentStore environment, CancellationToken ct) => outcome.AnswerAsync(
        http, apps, app, async (now, done) => Results.Ok(new EnvironmentChangedShape(message, await environment.ShowAsync(now.Id, ct), done.Deployment?.Value)), ct);

    private static InputFaults KindFaults(string? kind, string? scope)
    {
        var faults = new InputFaults();
        faults.Require(kind is null or "plain" or "secret", "kind", "must be plain or secret");
        faults.Require(scope is null or "runtime" or "build" or "both", "scope", "must be runtime, build or both");
        return faults;
    }
}

/// <param name="EnvVars">By name; secret values are masked.</param>
public sealed record EnvironmentShape(IReadOnlyDictionary<string, string> EnvVars, IReadOnlyList<Variable> Variables)
{
    internal static EnvironmentShape From(IReadOnlyList<Variable> variables) => new(variables.ToDictionary(variable => variable.Key, variable => variable.Value), variables);
}

/// <param name="DeploymentId">The deployment that brings it live; null where none is needed.</param>
public sealed record EnvironmentChangedShape(string Message, IReadOnlyDictionary<string, string> EnvVars, Guid? DeploymentId);
