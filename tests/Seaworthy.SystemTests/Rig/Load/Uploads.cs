using System.Security.Cryptography;

namespace Seaworthy.SystemTests.Rig.Load;

public static class Uploads
{
    /// <summary>Uploads that fail unless the application received exactly these bytes.</summary>
    public static LoadOptions Of(byte[] body, LoadOptions options)
    {
        var received = $"{{\"bytes\":{body.Length},\"sha256\":\"{Convert.ToHexStringLower(SHA256.HashData(body))}\"}}";
        return options with
        {
            Path = "/upload",
            Body = body,
            Connections = 2,
            Rate = 10,
            Fault = answer => answer.Trim() == received ? null : $"received {answer.Trim()} instead of {received}",
        };
    }
}
