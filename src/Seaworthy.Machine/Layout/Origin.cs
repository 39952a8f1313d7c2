namespace Seaworthy.Machine.Layout;

/// <summary>Where the programs of an installation come from: a checkout that they are built from, or a package that holds them ready.</summary>
/// <param name="Root">The folder of the checkout, or of the unpacked package.</param>
public abstract record Origin(string Root)
{
    /// <summary>How its reader calls the command: "./sea" in a checkout, "sea" of a package.</summary>
    public abstract string Call { get; }

    /// <summary>For people, and for a backup's manifest: "0.1.0".</summary>
    public abstract string Version { get; }

    /// <summary>The number of the newest migration that its server knows.</summary>
    public abstract int Schema { get; }

    /// <summary>The program that is `sea` itself.</summary>
    public abstract string Program { get; }

    /// <exception cref="CheckoutUnknownException">The command was started neither by the script `sea` nor from a package.</exception>
    public static Origin OfThisProgram() =>
        Package.Around(AppContext.BaseDirectory) is { } package ? package : Checkout.FromEnvironment();

    public string At(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);
}
