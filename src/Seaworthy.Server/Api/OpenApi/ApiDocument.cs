using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Seaworthy.Server.Api.OpenApi;

/// <summary>The description, made once: endpoints do not change while the server runs.</summary>
internal sealed class ApiDocument([FromKeyedServices(OpenApiSetup.Name)] IOpenApiDocumentProvider provider) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private OpenApiDocument? document;
    private string? json;

    public void Dispose() => gate.Dispose();

    public async Task<OpenApiDocument> ReadAsync(CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            return document ??= await provider.GetOpenApiDocumentAsync(ct);
        }
        finally
        {
            gate.Release();
        }
    }

    public async Task<string> JsonAsync(CancellationToken ct) =>
        json ??= await (await ReadAsync(ct)).SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, ct);
}
