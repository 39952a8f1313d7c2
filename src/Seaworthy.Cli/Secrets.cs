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
