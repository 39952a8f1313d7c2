namespace Seaworthy.Server.Platform.Hosting;

public static class ServerLogging
{
    /// <summary>A line per message on standard output: the time in UTC, the room, what happened.</summary>
    public static void AddServerLogging(this WebApplicationBuilder builder)
    {
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
        });
        // Above all its request log, which would hold setup links.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // It warns that the keys of cookies lie unencrypted; nobody but us may enter their directory.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
    }
}
