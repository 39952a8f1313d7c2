namespace Seaworthy.Server.Sources;

/// <summary>A commit that was resolved and fetched.</summary>
/// <param name="Id">The full id: 40 or 64 hexadecimal digits.</param>
/// <param name="Message">The subject line.</param>
/// <param name="Author">Name and address: <c>Ada &lt;ada@example.org&gt;</c>.</param>
public sealed record GitCommit(string Id, string Message, string Author)
{
    public static bool IsFullId(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);
}
