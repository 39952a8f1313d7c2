using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Seaworthy.Client.Access;
using Seaworthy.Client.Apps;
using Seaworthy.Client.Deployments;
using Seaworthy.Client.Machine;
using Seaworthy.Client.Running;
using Seaworthy.Client.Transport;

namespace Seaworthy.Client;

/// <summary>
/// The HTTP API of a Seaworthy server, room by room. A method gives a <see cref="Call{T}"/>, which is sent by
/// <see cref="Call{T}.SendAsync"/>; what lasts (logs, attached programs) is read as a stream.
/// </summary>
public sealed class SeaworthyClient(ApiConnection connection) : IDisposable
{
    public SeaworthyClient(ServerAddress address, Patience? patience = null)
        : this(new ApiConnection(address, patience ?? Patience.None))
    {
    }

    public ServerAddress Address => connection.Address;

    public AppsApi Apps => new(this);

    public ProjectsApi Projects => new(this);

    public EnvironmentApi Environment => new(this);

    public ProcessesApi Processes => new(this);

    public VolumesApi Volumes => new(this);

    public DomainsApi Domains => new(this);

    public SourcesApi Sources => new(this);

    public RegistriesApi Registries => new(this);

    public DeploymentsApi Deployments => new(this);

    public ReleasesApi Releases => new(this);

    public RunsApi Runs => new(this);

    public ContainersApi Containers => new(this);

    public LogsApi Logs => new(this);

    public EventsApi Events => new(this);

    public TokensApi Tokens => new(this);

    public ServerApi Server => new(this);

    internal ApiConnection Connection => connection;

    public void Dispose() => connection.Dispose();

    internal static string App(string app) => $"/api/v1/apps/{Uri.EscapeDataString(app)}";

    internal Call<T> Get<T>(string path, JsonTypeInfo<T> type) => new(connection, new ApiRequest(HttpMethod.Get, path), type);

    /// <param name="atMost">How many entries at most, over all pages.</param>
    internal Call<T> List<T>(string path, JsonTypeInfo<T> type, int atMost)
    {
        var request = new ApiRequest(HttpMethod.Get, path).With("limit", $"{Math.Clamp(atMost, 1, LargestPage)}");
        return new Call<T>(connection, request, type) { AtMost = atMost };
    }

    internal Call<T> Send<T>(ApiRequest request, JsonTypeInfo<T> type) => new(connection, request, type);

    internal Call<T> Send<T>(HttpMethod method, string path, JsonTypeInfo<T> type) => new(connection, new ApiRequest(method, path), type);

    internal Call<T> Send<TBody, T>(HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, bodyType);
        return new Call<T>(connection, new ApiRequest(method, path) { Body = () => Json(bytes) }, type);
    }

    private const int LargestPage = 200;

    private static ByteArrayContent Json(byte[] bytes) => new(bytes) { Headers = { ContentType = new("application/json") } };
}
