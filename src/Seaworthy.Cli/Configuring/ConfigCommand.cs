using Seaworthy.Cli.Help;

namespace Seaworthy.Cli.Configuring;

/// <summary>`config`, `config:get`, `config:set`, `config:unset`: `sea env` under the names that Heroku gave it.</summary>
public static class ConfigCommand
{
    public static Verb Verb { get; } = new("config", "", "The same as sea env", "sea config --app shop", command =>
    {
        command.Add(CommonOptions.App);
        command.Add(CommonOptions.Json);
        command.Do(EnvList.RunAsync);
    })
    { IsHidden = true };

    public static Verb Get { get; } = new("config:get", "KEY", "The same as sea env get", "sea config:get LOG_LEVEL --app shop", command => EnvGet.Add(command)) { IsHidden = true };

    public static Verb Set { get; } = new("config:set", "KEY=VALUE…", "The same as sea env set", "sea config:set LOG_LEVEL=debug --app shop", command => EnvSet.Add(command)) { IsHidden = true };

    public static Verb Unset { get; } = new("config:unset", "KEY…", "The same as sea env unset", "sea config:unset LOG_LEVEL --app shop", command => EnvUnset.Add(command)) { IsHidden = true };
}
