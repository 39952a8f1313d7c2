namespace Seaworthy.Server.Metrics;

/// <summary>The stats as Prometheus reads them: every value of the server by our name and by NanoPaaS's, so that its dashboards go on.</summary>
internal static class StatsText
{
    public static string Write(StatsShape stats)
    {
        var text = new PrometheusText();
        foreach (var prefix in (string[])["seaworthy", "nanopaas"])
        {
            One(text, $"{prefix}_uptime_seconds", "gauge", "How long the server has been running.", stats.UptimeSeconds);
            One(text, $"{prefix}_goroutines", "gauge", "Threads at work.", stats.Goroutines);
            One(text, $"{prefix}_memory_alloc_bytes", "gauge", "Managed objects of the server, garbage included.", stats.MemoryAllocBytes);
            One(text, $"{prefix}_memory_sys_bytes", "gauge", "What the server has of the machine's memory.", stats.MemorySysBytes);
            One(text, $"{prefix}_gc_runs_total", "counter", "Garbage collections of the server.", stats.GcRunsTotal);
            One(text, $"{prefix}_builds_active", "gauge", "Builds that are running.", stats.BuildsActive);
            One(text, $"{prefix}_builds_queue_length", "gauge", "Builds that wait for a worker.", stats.BuildsQueueLength);
            One(text, $"{prefix}_websocket_clients", "gauge", "Open WebSockets to the server itself.", stats.WebsocketClients);
            One(text, $"{prefix}_deployments_active", "gauge", "Deployments that have not ended.", stats.DeploymentsActive);
        }
        One(text, "seaworthy_event_stream_clients", "gauge", "Open event streams to the server itself.", stats.EventStreamClients);
        One(text, "seaworthy_apps", "gauge", "Apps.", stats.Apps);
        One(text, "seaworthy_apps_running", "gauge", "Apps that are wanted running.", stats.AppsRunning);
        One(text, "seaworthy_instances_healthy", "gauge", "Instances that are healthy.", stats.InstancesHealthy);
        One(text, "seaworthy_edge_up", "gauge", "1 if the edge answers the server.", stats.EdgeUp ? 1 : 0);
        WriteTraffic(text, stats.Traffic);
        return text.ToString();
    }

    private static void WriteTraffic(PrometheusText text, IReadOnlyList<AppStatsShape> apps)
    {
        text.Metric("seaworthy_app_requests_total", "counter", "Answers begun for visitors of an app, since the edge started.");
        foreach (var app in apps)
            text.Sample("seaworthy_app_requests_total", app.Requests, Labels(app));
        text.Metric("seaworthy_app_responses_total", "counter", "Answers by class of status.");
        foreach (var app in apps)
        {
            foreach (var (name, count) in new[] { ("1xx", app.Statuses.Upgraded), ("2xx", app.Statuses.Success), ("3xx", app.Statuses.Redirection), ("4xx", app.Statuses.ClientError), ("5xx", app.Statuses.ServerError) })
                text.Sample("seaworthy_app_responses_total", count, [.. Labels(app), ("class", name)]);
        }
        text.Metric("seaworthy_app_request_duration_seconds", "histogram", "From a request's head to the head of the app's answer.");
        foreach (var app in apps)
            WriteLatency(text, app);
        text.Metric("seaworthy_app_received_bytes_total", "counter", "Bytes that visitors sent.");
        foreach (var app in apps)
            text.Sample("seaworthy_app_received_bytes_total", app.BytesIn, Labels(app));
        text.Metric("seaworthy_app_sent_bytes_total", "counter", "Bytes that visitors got.");
        foreach (var app in apps)
            text.Sample("seaworthy_app_sent_bytes_total", app.BytesOut, Labels(app));
    }

    /// <summary>Prometheus's buckets are added up; ours are not.</summary>
    private static void WriteLatency(PrometheusText text, AppStatsShape app)
    {
        long sum = 0;
        for (var index = 0; index < app.Latency.Buckets.Count; index++)
        {
            sum += app.Latency.Buckets[index];
            var bound = index < app.Latency.Bounds.Count ? app.Latency.Bounds[index] : double.PositiveInfinity;
            text.Sample("seaworthy_app_request_duration_seconds_bucket", sum, [.. Labels(app), ("le", PrometheusText.Number(bound))]);
        }
        text.Sample("seaworthy_app_request_duration_seconds_sum", app.Latency.SumSeconds, Labels(app));
        text.Sample("seaworthy_app_request_duration_seconds_count", sum, Labels(app));
    }

    private static (string Name, string Value)[] Labels(AppStatsShape app) => [("app", app.App), ("app_id", app.AppId.ToString())];

    private static void One(PrometheusText text, string name, string type, string help, double value) => text.Metric(name, type, help).Sample(name, value);
}
