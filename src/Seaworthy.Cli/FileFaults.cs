using System.Text.RegularExpressions;

namespace Seaworthy.Cli;

/// <summary>Why a file or folder cannot be used, in plain words.</summary>
public static partial class FileFaults
{
    public static string Words(Exception failure)
    {
        // "Access to the path '/root/x' is denied."
        var path = (failure as FileNotFoundException)?.FileName ?? Quoted().Match(failure.Message).Groups["path"].Value;
        if (path.Length == 0)
            return failure.Message;
        return failure switch
        {
            FileNotFoundException => $"There is no file {path}.",
            DirectoryNotFoundException => $"There is no folder for {path}: make it first, or name another one.",
            UnauthorizedAccessException when Directory.Exists(path) => $"{path} is a folder, or you may not use it.",
            UnauthorizedAccessException => $"You may not use {path}. Call sea as somebody who may, or name another file.",
            _ when failure.Message.Contains("No space left", StringComparison.OrdinalIgnoreCase) => $"The disk is full: {path} could not be written.",
            _ => failure.Message,
        };
    }

    [GeneratedRegex("'(?<path>/[^']*)'")]
    private static partial Regex Quoted();
}
