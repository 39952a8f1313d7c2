using System.Text.Json;
using Seaworthy.Packs;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Builds.BuildKit;

/// <summary>
/// BuildKit's source policy of a build: of the images that builds made on this engine it may use its own app's only, whatever its
/// Dockerfile says in <c>FROM</c>, <c>COPY --from</c> or <c>RUN --mount</c>. The later rule wins.
/// </summary>
internal static class SourcePolicy
{
    public static string Of(AppId app) => JsonSerializer.Serialize(new
    {
        version = 1,
        rules = new[] { Rule("DENY", $"{BuildImage.Namespace}/*"), Rule("ALLOW", $"{BuildImage.RepositoryOf(app)}:*"), Rule("ALLOW", StaticPack.BaseImage) },
    });

    private static object Rule(string action, string image) => new { action, selector = new { identifier = $"docker-image://docker.io/{image}" } };
}
