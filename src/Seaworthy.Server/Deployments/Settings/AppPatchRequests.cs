using System.Text.Json.Nodes;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;

namespace Seaworthy.Server.Deployments.Settings;

/// <summary>Reads a PATCH by the rules of JSON Merge Patch: null sets a field back to what a new app has.</summary>
internal static class AppPatch
{
    private static readonly Dictionary<string, JsonNode> WhereNull = new(StringComparer.Ordinal)
    {
        ["description"] = "",
        ["project"] = "",
        ["exposed_port"] = 0,
        ["health_path"] = "",
        ["memory_limit"] = AppLimits.DefaultMemoryBytes,
        ["cpu_quota"] = AppLimits.DefaultCpuMillis * 100,
        ["strategy"] = "start-first",
        ["hardened"] = false,
        ["return_when_crashing"] = false,
        ["dockerfile_path"] = "",
        ["build_target"] = "",
        ["pre_deploy_command"] = "",
        ["post_deploy_command"] = "",
        ["drain_seconds"] = AppLimits.DefaultDrainSeconds,
        ["stop_grace_seconds"] = AppLimits.DefaultStopGraceSeconds,
        ["start_deadline_seconds"] = AppLimits.DefaultStartDeadlineSeconds,
    };

    /// <returns>What is wrong with it, or null.</returns>
    public static Problem? Read(JsonObject patch, out AppRequest request)
    {
        request = new AppRequest();
        var faults = new InputFaults();
        foreach (var field in patch.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList())
        {
            if (WhereNull.TryGetValue(field, out var value))
                patch[field] = value.DeepClone();
            else
                faults.Require(field is not ("name" or "slug" or "labels" or "build_args"), field, "cannot be null");
        }
        if (faults.ToProblem() is { } problem)
            return problem;
        return MergePatch.Read(patch, out request);
    }
}
