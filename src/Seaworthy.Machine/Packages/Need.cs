namespace Seaworthy.Machine.Packages;

/// <summary>Something that has to be on the machine, whatever package it comes in.</summary>
public enum Need
{
    /// <summary>Docker Engine 23 or newer, with its client.</summary>
    Engine,
    Buildx,

    /// <summary>Docker Compose 2 or newer.</summary>
    Compose,

    /// <summary>PostgreSQL's server programs, 15 or newer.</summary>
    Postgres,
    Git,

    /// <summary>For Git over SSH.</summary>
    Ssh,
    Iptables,
    Iproute,
    Procps,

    /// <summary>One static binary, of which the image that serves static sites is made.</summary>
    Busybox,
    Certificates,

    /// <summary>Caddy 2.8 or newer: HTTPS. An installation works without it, over HTTP only.</summary>
    Caddy,

    /// <summary>A C compiler with static libraries: tests only.</summary>
    Compiler,

    /// <summary>Tests only, which send requests as another user.</summary>
    Curl,

    /// <summary>Tests only, which fetch with deploy keys, and pull private images with passwords.</summary>
    SshServer,
    Registry,
    Htpasswd,

    /// <summary>Tests only: a certificate authority for them.</summary>
    Pebble,

    /// <summary>The bench only: what the edge is compared with, and what sends the load.</summary>
    Nginx,
    Haproxy,
    Wrk,
}
