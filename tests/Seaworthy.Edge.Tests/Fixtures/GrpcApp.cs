using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using System.Net;
using System.Text;

namespace Seaworthy.Edge.Tests.Fixtures;

/// <summary>An app that speaks gRPC in clear text, as those in containers do. Its messages are text.</summary>
internal sealed class GrpcApp : IAsyncDisposable
{
    public static readonly Method<string, string> Echo = Named(MethodType.Unary, "Echo");
    public static readonly Method<string, string> Count = Named(MethodType.ServerStreaming, "Count");
    public static readonly Method<string, string> Chat = Named(MethodType.DuplexStreaming, "Chat");
    public static readonly Method<string, string> Fail = Named(MethodType.Unary, "Fail");
    public static readonly Method<string, string> Forever = Named(MethodType.ServerStreaming, "Forever");

    private readonly WebApplication app;
    private int calls;
    private int cancelled;

    private GrpcApp()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        builder.Services.AddSingleton<IServiceMethodProvider<Service>, Methods>();
        app = builder.Build();
        app.MapGrpcService<Service>();
    }

    public Guid Instance { get; } = Guid.NewGuid();

    public string Address => new Uri(app.Urls.Single()).Authority;

    public int Calls => Volatile.Read(ref calls);

    /// <summary>Calls of which the app learned that the caller had gone.</summary>
    public int Cancelled => Volatile.Read(ref cancelled);

    public Metadata Seen { get; private set; } = [];

    public DateTime Deadline { get; private set; }

    public static async Task<GrpcApp> StartAsync()
    {
        var started = new GrpcApp();
        await started.app.StartAsync();
        return started;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static Method<string, string> Named(MethodType type, string name)
    {
        var text = Marshallers.Create(Encoding.UTF8.GetBytes, Encoding.UTF8.GetString);
        return new Method<string, string>(type, "test.Test", name, text, text);
    }

    private void Note(ServerCallContext call)
    {
        Interlocked.Increment(ref calls);
        (Seen, Deadline) = (call.RequestHeaders, call.Deadline);
    }

    public sealed class Service;

    private sealed class Methods(GrpcApp app) : IServiceMethodProvider<Service>
    {
        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<Service> context)
        {
            context.AddUnaryMethod(Echo, [], async (_, text, call) =>
            {
                app.Note(call);
                await call.WriteResponseHeadersAsync(new Metadata { { "x-head", "first" } });
                call.ResponseTrailers.Add("x-tail", "last");
                return text;
            });
            context.AddUnaryMethod(Fail, [], (_, text, call) =>
            {
                app.Note(call);
                throw new RpcException(new Status(StatusCode.FailedPrecondition, text), new Metadata { { "x-why", "because" } });
            });
            context.AddServerStreamingMethod(Count, [], async (_, text, answers, call) =>
            {
                app.Note(call);
                for (var i = 0; i < int.Parse(text); i++)
                    await answers.WriteAsync(i.ToString());
            });
            context.AddServerStreamingMethod(Forever, [], async (_, text, answers, call) =>
            {
                app.Note(call);
                await answers.WriteAsync(text);
                var gone = new TaskCompletionSource();
                await using var registration = call.CancellationToken.Register(gone.SetResult);
                await gone.Task;
                Interlocked.Increment(ref app.cancelled);
            });
            context.AddDuplexStreamingMethod(Chat, [], async (_, questions, answers, call) =>
            {
                app.Note(call);
                while (await questions.MoveNext(call.CancellationToken))
                    await answers.WriteAsync(questions.Current.ToUpperInvariant());
                call.ResponseTrailers.Add("x-tail", "goodbye");
            });
        }
    }
}
