using System.Globalization;
using System.Xml.Linq;

namespace Seaworthy.Machine.Layout;

/// <summary>The source tree that `./sea` was called in.</summary>
public sealed record Checkout(string Root) : Origin(Root)
{
    /// <summary>The variable in which the script `sea` hands over where it lies.</summary>
    public const string Variable = "SEAWORTHY_CHECKOUT";

    public override string Call => "./sea";

    public override string Program => At("sea");

    public override string Version =>
        XDocument.Load(At("Directory.Build.props")).Descendants("Version").FirstOrDefault()?.Value ?? "0";

    public override int Schema =>
        Directory.EnumerateFiles(At("src", "Seaworthy.Server", "Platform", "Database", "migrations"), "????_*.sql")
            .Select(file => int.Parse(Path.GetFileName(file)[..4], CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();

    public string Solution => Path.Combine(Root, "Seaworthy.slnx");

    public string TestResults => Path.Combine(Root, "artifacts", "tests");

    /// <exception cref="CheckoutUnknownException">The command was not started by the script `sea`.</exception>
    public static Checkout FromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } root ? new(root) : throw new CheckoutUnknownException();
}

public sealed class CheckoutUnknownException()
    : MachineException($"The source tree is unknown, because {Checkout.Variable} is not set. Call the script ./sea at the repository's root.");
