using System.Text;

namespace Seaworthy.Cli;

/// <summary>Secrets that somebody types or pipes in; never on the command line, where others could read them.</summary>
public static class Secrets
{
    private const int Longest = 64 * 1024;

    /// <summary>Standard input to its end, without the line's end.</summary>
    public static string FromInput(Surroundings around)
    {
        using var reader = new StreamReader(around.OpenInput(), Encoding.UTF8);
        var buffer = new char[Longest + 1];
        var length = reader.ReadBlock(buffer, 0, buffer.Length);
        var secret = new string(buffer, 0, length).Trim();
        return length <= Longest && secret.Length > 0 ? secret : throw new UsageException("Standard input holds no secret that can be used: it is empty or too long.");
    }

    /// <summary>A variable's value from standard input: as it is, but for the end of its last line, which a program that prints adds.</summary>
    public static string ValueFromInput(Surroundings around)
    {
        using var reader = new StreamReader(around.OpenInput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        var buffer = new char[Longest + 3];
        var length = reader.ReadBlock(buffer, 0, buffer.Length);
        var value = new string(buffer, 0, length);
        if (value.EndsWith('\n'))
            value = value[..^(value.EndsWith("\r\n", StringComparison.Ordinal) ? 2 : 1)];
        return value.Length is > 0 and <= Longest ? value : throw new UsageException(value.Length == 0 ? "Standard input is empty: there is no value to set." : $"Standard input holds more than {Longest / 1024} KB, which is the most for a value.");
    }

    /// <summary>Asks without showing what is typed; null where nobody can be asked.</summary>
    public static string? Ask(Session session, string question)
    {
        if (!session.Around.InputIsTerminal || !session.Around.ErrorIsTerminal)
            return null;
        session.Around.Error.Write(question);
        session.Around.Error.Flush();
        var secret = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter || key.KeyChar is '\r' or '\n' or '\u0004')
                break;
            if (key.Key == ConsoleKey.Backspace)
                secret.Length = Math.Max(0, secret.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                secret.Append(key.KeyChar);
        }
        session.Around.Error.WriteLine();
        return secret.ToString().Trim();
    }
}
