using System.Globalization;
using Seaworthy.Client.Deployments;

namespace Seaworthy.Cli.Deploying;

/// <summary>A deployment by its id, or by its number within the app.</summary>
public static class FindDeployment
{
    /// <param name="text">A number or an id; null: the app's newest.</param>
    public static async Task<Deployment> ByAsync(Session session, string? text, CancellationToken cancellation)
    {
        if (Guid.TryParse(text, out var id))
            return await session.Client.Deployments.Get(id).SendAsync(cancellation);
        var number = text is null ? (int?)null
            : int.TryParse(text.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed
            : throw new UsageException($"\"{text}\" is neither the number nor the id of a deployment. sea deployments lists them.");
        var list = await session.Client.Deployments.List(session.App, number is null ? 1 : 1000).SendAsync(cancellation);
        return list.FirstOrDefault(deployment => number is null || deployment.Number == number)
            ?? throw new NotFoundException(number is null ? "Nothing was deployed yet." : $"There is no deployment {number} of this app. sea deployments lists them.");
    }
}
