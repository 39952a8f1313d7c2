using System.Text.Json.Nodes;

namespace Seaworthy.Server.Api.OpenApi;

/// <summary>What stands in examples, by the property's name; where one name means several things, <c>Schema.name</c>. JSON texts.</summary>
internal static class ExampleValues
{
    private const string Memory = "512000000";

    private static readonly Dictionary<string, string> Known = new()
    {
        ["name"] = "\"Shop\"",
        ["slug"] = "\"shop\"",
        ["app_slug"] = "\"shop\"",
        ["description"] = "\"Where our customers buy\"",
        ["url"] = "\"http://shop.localhost\"",
        ["status"] = "\"running\"",
        ["env_vars"] = """{"GREETING":"ahoy"}""",
        ["memory_limit"] = Memory,
        ["cpu_quota"] = "50000",
        ["health_path"] = "\"/health\"",
        ["exposed_port"] = "8080",
        ["port"] = "8080",
        ["replicas"] = "2",
        ["target_replicas"] = "2",
        ["drain_seconds"] = "30",
        ["stop_grace_seconds"] = "10",
        ["start_deadline_seconds"] = "120",
        ["image_id"] = "\"sha256:5d0da3dc976460b72c77d94c8a1ad043720b0416bfc16c52c45d4847e53fadb6\"",
        ["current_image_id"] = "\"sha256:5d0da3dc976460b72c77d94c8a1ad043720b0416bfc16c52c45d4847e53fadb6\"",
        ["image_tag"] = "\"seaworthy/0199f3a2:1\"",
        ["registry"] = "\"ghcr.io\"",
        ["public_key"] = "\"ssh-ed25519 AAAAEXAMPLE seaworthy-shop\"",
        ["fingerprint"] = "\"SHA256:EXAMPLE\"",
        ["release"] = "3",
        ["number"] = "3",
        ["repo_url"] = "\"https://git.example/shop.git\"",
        ["source_url"] = "\"https://git.example/shop.git\"",
        ["source"] = "\"git\"",
        ["git_ref"] = "\"main\"",
        ["branch"] = "\"main\"",
        ["ref"] = "\"main\"",
        ["base_path"] = "\"services/shop\"",
        ["dockerfile_path"] = "\"Dockerfile\"",
        ["build_args"] = """{"VERSION":"1.4"}""",
        ["labels"] = """{"team":"web"}""",
        ["trigger"] = "\"api\"",
        ["actor"] = "\"token deploy\"",
        ["commit"] = "\"8f14e45fceea167a5a36dedd4bea2543c5f1d2a9\"",
        ["revision"] = "\"8f14e45fceea167a5a36dedd4bea2543c5f1d2a9\"",
        ["websocket_url"] = "\"ws://localhost:8080/ws/builds/0199f3a2-7c1e-7b4a-9c55-2f6f0c3f8d11/logs\"",
        ["process"] = "\"web\"",
        ["processes[]"] = "\"web\"",
        ["host"] = "\"shop.example.com\"",
        ["error"] = "null",
        ["error_step"] = "null",
        ["error_line"] = "null",
        ["reason"] = "null",
        ["trouble"] = "null",
        ["crash_loop"] = "null",
        ["log_tail"] = "null",
        ["superseded_by"] = "null",
        ["role"] = "\"member\"",
        ["uptime"] = "\"26h3m9s\"",
        ["token"] = "\"sea_EXAMPLE\"",
        ["ticket"] = "\"kJ3EXAMPLE\"",
        ["expires_in_days"] = "90",
        ["logs[]"] = "\"web.1 listening on 8080\"",
        ["content"] = "\"listening on 8080\"",
        ["line"] = "\"step 3/5 : RUN npm ci\"",
        ["message"] = "\"Scaling web to 2\"",
        ["Uploaded.message"] = "\"Source uploaded, the build is queued\"",
        ["Uploaded.status"] = "\"queued\"",
        ["EnvironmentChanged.message"] = "\"Environment updated\"",
        ["kind"] = "\"service\"",
        ["command"] = """["node","server.js"]""",
        ["project"] = "\"default\"",
        ["strategy"] = "\"start-first\"",
        ["build_target"] = "\"runtime\"",
        ["pre_deploy_command"] = "\"npm run migrate\"",
        ["post_deploy_command"] = "\"npm run warm-up\"",
        ["scope"] = "\"runtime\"",
        ["path"] = "\"/data\"",
        ["AppSource.kind"] = "\"git\"",
        ["AppSource.url"] = "\"https://git.example/shop.git\"",
        ["Source.kind"] = "\"git\"",
        ["Source.url"] = "\"https://git.example/shop.git\"",
        ["password"] = "null",
        ["username"] = "null",
        ["ProcessRequest.command"] = "\"node server.js\"",
        ["Process.command"] = "\"node server.js\"",
        ["VariableRequest.kind"] = "\"plain\"",
        ["Variable.kind"] = "\"plain\"",
        ["Variable.key"] = "\"GREETING\"",
        ["Variable.value"] = "\"ahoy\"",
        ["VolumeRequest.name"] = "\"data\"",
        ["Volume.name"] = "\"data\"",
        ["VolumeMount.name"] = "\"data\"",
        ["Process.name"] = "\"web\"",
        ["ProjectRequest.name"] = "\"Webshop\"",
        ["Project.name"] = "\"Webshop\"",
        ["Deployment.status"] = "\"live\"",
        ["Build.status"] = "\"succeeded\"",
        ["Deployment.phases"] = """[{"phase":"build","started_at":"2026-01-31T12:00:00Z","seconds":14.2},{"phase":"start","started_at":"2026-01-31T12:00:15Z","seconds":2.1}]""",
        ["Health.status"] = "\"ready\"",
        ["Health.checks"] = """{"database":"ok","docker":"ok","edge":"ok"}""",
        ["SetupLink.url"] = "\"http://localhost:8080/setup/EXAMPLE\"",
        ["TokenRequest.name"] = "\"ci\"",
        ["Token.name"] = "\"ci\"",
        ["NewToken.name"] = "\"ci\"",
    };

    /// <summary>Alternatives of a request, of which its example shows another one.</summary>
    private static readonly HashSet<string> LeftOut = ["DeploymentRequest.archive", "DeploymentRequest.image_id", "DeploymentRequest.build_id", "ScaleRequest.processes", "AppRequest.env_vars"];

    /// <param name="value">May be null, which is a value too.</param>
    public static bool TryFind(string owner, string property, out JsonNode? value)
    {
        var isKnown = Known.TryGetValue($"{owner}.{property}", out var json) || Known.TryGetValue(property, out json);
        value = isKnown ? JsonNode.Parse(json!) : null;
        return isKnown;
    }

    public static bool IsLeftOut(string owner, string property, bool isRequest) => isRequest && LeftOut.Contains($"{owner}.{property}");
}
