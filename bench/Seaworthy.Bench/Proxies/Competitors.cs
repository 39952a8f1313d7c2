using Seaworthy.Testing;

namespace Seaworthy.Bench.Proxies;

/// <summary>
/// Other proxies, each as its own documentation sets up a plain reverse proxy with kept upstream connections, and the server behind
/// all of them: nginx with a small fixed answer.
/// </summary>
public static class Competitors
{
    private static readonly Dictionary<string, string> nothing = [];

    public static Task<RunningProxy> UpstreamAsync(CancellationToken cancel)
    {
        var (folder, port) = Place();
        return NginxAsync("upstream", folder, port, $$"""
            server { listen 127.0.0.1:{{port}}; location / { return 200 "Ahoy from the upstream.\n"; } }
            """, cancel);
    }

    public static Task<RunningProxy> NginxAsync(int upstream, CancellationToken cancel)
    {
        var (folder, port) = Place();
        return NginxAsync("nginx", folder, port, $$"""
            upstream app { server 127.0.0.1:{{upstream}}; keepalive 128; }
            server {
                listen 127.0.0.1:{{port}};
                location / {
                    proxy_pass http://app;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_set_header Host $host;
                    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                    proxy_set_header X-Forwarded-Proto $scheme;
                }
            }
            """, cancel);
    }

    public static async Task<RunningProxy> HaproxyAsync(int upstream, CancellationToken cancel)
    {
        var (folder, port) = Place();
        var file = Path.Combine(folder, "haproxy.cfg");
        await File.WriteAllTextAsync(file, $"""
            global
                maxconn 4000
            defaults
                mode http
                timeout connect 5s
                timeout client 60s
                timeout server 60s
                option forwardfor
                http-reuse always
            frontend visitors
                bind 127.0.0.1:{port}
                http-request set-header X-Forwarded-Proto http
                default_backend app
            backend app
                server app 127.0.0.1:{upstream}

            """, cancel);
        return await RunningProxy.StartAsync("HAProxy", port, folder, ["/usr/sbin/haproxy", "-db", "-f", file], nothing, cancel);
    }

    public static async Task<RunningProxy> CaddyAsync(int upstream, CancellationToken cancel)
    {
        var (folder, port) = Place();
        var file = Path.Combine(folder, "caddy.json");
        await File.WriteAllTextAsync(file, $$"""
            {
              "admin": { "disabled": true },
              "apps": { "http": { "servers": { "visitors": {
                "listen": ["127.0.0.1:{{port}}"],
                "automatic_https": { "disable": true },
                "routes": [{ "handle": [{ "handler": "reverse_proxy", "upstreams": [{ "dial": "127.0.0.1:{{upstream}}" }] }] }]
              } } } }
            }
            """, cancel);
        return await RunningProxy.StartAsync("Caddy", port, folder, ["caddy", "run", "--config", file], new Dictionary<string, string> { ["HOME"] = folder }, cancel);
    }

    private static async Task<RunningProxy> NginxAsync(string name, string folder, int port, string servers, CancellationToken cancel)
    {
        var file = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(file, $$"""
            daemon off;
            worker_processes auto;
            pid {{folder}}/nginx.pid;
            error_log {{folder}}/error.log;
            events { worker_connections 4096; }
            http {
                access_log off;
                keepalive_requests 1000000;
                client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/proxy; fastcgi_temp_path {{folder}}/fastcgi;
                uwsgi_temp_path {{folder}}/uwsgi; scgi_temp_path {{folder}}/scgi;
                {{servers}}
            }

            """, cancel);
        return await RunningProxy.StartAsync(name, port, folder, ["/usr/sbin/nginx", "-c", file], nothing, cancel);
    }

    private static (string Folder, int Port) Place()
    {
        var folder = Directory.CreateTempSubdirectory("seaworthy-bench-").FullName;
        // nginx's workers are another user.
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
        return (folder, FreePort.Next());
    }
}
