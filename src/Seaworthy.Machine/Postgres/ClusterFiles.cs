namespace Seaworthy.Machine.Postgres;

/// <summary>The configuration files of a private cluster, written whole.</summary>
public static class ClusterFiles
{
    public static string PostgresqlConf(ClusterSpec spec) => $"""
        # Written by sea; changes are lost. A small memory footprint is worth more here than a large cache.
        listen_addresses = ''
        unix_socket_directories = '{spec.SocketDirectory}'
        max_connections = {spec.MaxConnections}
        shared_buffers = 32MB
        jit = off
        autovacuum_max_workers = 2
        wal_level = minimal
        max_wal_senders = 0
        dynamic_shared_memory_type = posix
        log_destination = 'stderr'
        log_line_prefix = '%m [%p] '
        log_timezone = 'UTC'
        timezone = 'UTC'
        datestyle = 'iso, mdy'
        lc_messages = 'C.UTF-8'
        default_text_search_config = 'pg_catalog.english'
        {(spec.Durable ? "" : "fsync = off\nsynchronous_commit = off\nfull_page_writes = off")}
        """.TrimEnd() + "\n";

    /// <summary>Who is at the other end of the socket is told by the kernel; nobody else gets in.</summary>
    public const string PgHbaConf = $"local all all peer map={ClusterSpec.Role}\n";

    public static string PgIdentConf(ClusterSpec spec) =>
        string.Concat(spec.Admitted.Distinct().Select(user => $"{ClusterSpec.Role} {user} {ClusterSpec.Role}\n"));
}
