namespace Seaworthy.Machine.Layout;

/// <summary>The source tree that `./sea` was called in.</summary>
public sealed record Checkout(string Root)
{
    /// <summary>The variable in which the script `sea` hands over where it lies.</summary>
    public const string Variable = "SEAWORTHY_CHECKOUT";

    public string Solution => Path.Combine(Root, "Seaworthy.slnx");

    public string TestResults => Path.Combine(Root, "artifacts", "tests");

    /// <exception cref="CheckoutUnknownException">The command was not started by the script `sea`.</exception>
    public static Checkout FromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } root ? new(root) : throw new CheckoutUnknownException();

    public string At(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);
}

public sealed class CheckoutUnknownException()
    : MachineException($"The source tree is unknown, because {Checkout.Variable} is not set. Call the script ./sea at the repository's root.");
