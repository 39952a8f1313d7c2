using System.Globalization;

namespace Seaworthy.Server.Apps.Settings;

/// <summary>What must hold between settings, whichever of them was changed.</summary>
internal static class SettingsRules
{
    /// <summary>Null where all of it holds.</summary>
    public static SettingsFault? FaultOf(AppSettings settings)
    {
        foreach (var process in settings.Processes.Values.Where(process => process.Replicas > 1 && settings.IsStopFirst(process.Name)))
        {
            var why = settings.Volumes.FirstOrDefault(volume => volume.Process == process.Name && !volume.Shared) is { } volume
                ? $"its volume '{volume.Name}' is exclusive: mount it as shared, if the program can share its files"
                : "the strategy stop-first runs one instance at a time";
            return new SettingsFault.Conflict(string.Create(
                CultureInfo.InvariantCulture, $"{process.Name} cannot have {process.Replicas} replicas: {why}, or scale {process.Name} to 1 first."));
        }
        if (settings.Variables.Count > AppLimits.MostVariables)
            return new SettingsFault.Invalid("env_vars", $"may hold {AppLimits.MostVariables} variables at most");
        if (settings.App.Labels.Count > AppLimits.MostLabels)
            return new SettingsFault.Invalid("labels", $"may hold {AppLimits.MostLabels} at most");
        if (settings.App.BuildArgs.Count > AppLimits.MostBuildArgs)
            return new SettingsFault.Invalid("build_args", $"may hold {AppLimits.MostBuildArgs} at most");
        if (settings.Processes.Count > AppLimits.MostProcesses)
            return new SettingsFault.Invalid("process", $"is one too many: an app may have settings for {AppLimits.MostProcesses} processes at most");
        return settings.Volumes.Count > AppLimits.MostVolumes
            ? new SettingsFault.Invalid("name", $"is one too many: an app may have {AppLimits.MostVolumes} mounts at most")
            : null;
    }
}
