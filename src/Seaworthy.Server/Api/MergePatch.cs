using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seaworthy.Server.Api;

/// <summary>Reads bodies by the rules of JSON Merge Patch: what is not named stays as it is.</summary>
internal static class MergePatch
{
    /// <param name="request">What is null in the patch, and what is not named, is null in it.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public static Problem? Read<TRequest>(JsonObject patch, out TRequest request)
        where TRequest : new()
    {
        request = new TRequest();
        try
        {
            request = patch.Deserialize<TRequest>(ApiJson.Options)!;
            return null;
        }
        catch (JsonException e)
        {
            return InputWords.Explain(e, typeof(TRequest));
        }
    }
}
