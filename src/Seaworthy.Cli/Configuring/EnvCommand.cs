using System.CommandLine;
using Seaworthy.Cli.Help;

namespace Seaworthy.Cli.Configuring;

/// <summary>`sea env`: an app's variables. A change becomes a new release of what serves.</summary>
public static class EnvCommand
{
    public static Verb Verb { get; } = new("env", "[command]", "List, set, unset, import and export an app's variables", "sea env set DATABASE_URL=postgres://… --secret --app shop", command =>
    {
        command.Add(CommonOptions.App);
        command.Add(CommonOptions.Json);
        command.Do(EnvList.RunAsync);
        command.Add(EnvGet.Add(new Command("get", "Print the value of one variable").WithExample("sea env get LOG_LEVEL --app shop")));
        command.Add(EnvSet.Add(new Command("set", "Set variables; what serves gets a new release").WithExample("sea env set LOG_LEVEL=debug --app shop\nsea env set API_KEY=… --secret")));
        command.Add(EnvUnset.Add(new Command("unset", "Remove variables").WithExample("sea env unset LOG_LEVEL --app shop")));
        command.Add(EnvImport.Create());
        command.Add(EnvExport.Create());
    });
}
