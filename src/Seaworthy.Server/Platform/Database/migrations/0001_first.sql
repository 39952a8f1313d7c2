-- Everything that is painful to add later stands here from the start: tenants, projects, servers,
-- data keys, networks with subnets of ours, processes per release, serving as a weighted set.
-- Ids are UUID version 7, minted by the server before anything outside is called.

create table installation (
    id               uuid        primary key,
    created_at       timestamptz not null default now(),
    probe_token      text        not null,
    only_row         boolean     not null default true unique check (only_row)
);

create table organizations (
    id          uuid        primary key,
    name        text        not null,
    created_at  timestamptz not null default now()
);

create table projects (
    id               uuid        primary key,
    organization_id  uuid        not null references organizations,
    name             text        not null,
    created_at       timestamptz not null default now(),
    unique (organization_id, name)
);

create table servers (
    id          uuid        primary key,
    name        text        not null unique,
    created_at  timestamptz not null default now()
);

-- A data key encrypts one organization's secrets; it is itself wrapped by the key file outside the database.
create table data_keys (
    id               uuid        primary key,
    organization_id  uuid        not null references organizations,
    wrapped          bytea       not null,
    created_at       timestamptz not null default now(),
    retired_at       timestamptz
);

create table users (
    id                    uuid        primary key,
    email                 text        not null,
    normalized_email      text        not null unique,
    name                  text        not null,
    password_hash         text,
    security_stamp        text        not null,
    lockout_end           timestamptz,
    access_failed_count   int         not null default 0,
    created_at            timestamptz not null default now()
);

create table memberships (
    organization_id  uuid        not null references organizations on delete cascade,
    user_id          uuid        not null references users on delete cascade,
    role             text        not null check (role in ('owner', 'admin', 'member', 'viewer')),
    created_at       timestamptz not null default now(),
    primary key (organization_id, user_id)
);

-- Bearer tokens: only the SHA-256 of the secret is kept.
create table tokens (
    id               uuid        primary key,
    organization_id  uuid        not null references organizations on delete cascade,
    user_id          uuid        references users on delete cascade,
    name             text        not null,
    hash             bytea       not null unique,
    role             text        not null check (role in ('owner', 'admin', 'member', 'viewer')),
    created_at       timestamptz not null default now(),
    expires_at       timestamptz,
    last_used_at     timestamptz,
    revoked_at       timestamptz
);

create table setup_links (
    id          uuid        primary key,
    hash        bytea       not null unique,
    created_at  timestamptz not null default now(),
    expires_at  timestamptz not null,
    used_at     timestamptz
);

create table apps (
    id               uuid        primary key,
    organization_id  uuid        not null references organizations,
    project_id       uuid        not null references projects,
    server_id        uuid        not null references servers,
    environment      text        not null default 'production',
    kind             text        not null default 'app' check (kind in ('app', 'preview', 'resource')),
    parent_id        uuid        references apps,
    name             text        not null,
    slug             text        not null,
    description      text        not null default '',
    desired          text        not null default 'running' check (desired in ('running', 'stopped', 'asleep')),
    desired_at       timestamptz not null default now(),
    port             int         check (port between 1 and 65535),
    health_path      text,
    memory_bytes     bigint      not null,
    cpu_millis       int         not null,
    strategy         text        not null default 'start-first' check (strategy in ('start-first', 'stop-first')),
    drain_seconds    int         not null default 30,
    stop_grace_seconds    int    not null default 10,
    start_deadline_seconds int   not null default 120,
    hardened         boolean     not null default false,
    last_release     int         not null default 0,
    last_deployment  int         not null default 0,
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),
    deleted_at       timestamptz
);
create unique index apps_slug on apps (slug) where deleted_at is null;

-- Replicas belong to the app, not to a release.
create table app_processes (
    app_id    uuid not null references apps on delete cascade,
    name      text not null,
    replicas  int  not null check (replicas between 0 and 10),
    primary key (app_id, name)
);

create table env_vars (
    app_id       uuid        not null references apps on delete cascade,
    key          text        not null,
    kind         text        not null default 'plain' check (kind in ('plain', 'secret')),
    scope        text        not null default 'runtime' check (scope in ('runtime', 'build', 'both')),
    ciphertext   bytea       not null,
    data_key_id  uuid        not null references data_keys,
    updated_at   timestamptz not null default now(),
    primary key (app_id, key)
);

create table volumes (
    id          uuid        primary key,
    app_id      uuid        not null references apps,
    name        text        not null,
    shared      boolean     not null default false,
    created_at  timestamptz not null default now(),
    unique (app_id, name)
);

create table domains (
    id           uuid        primary key,
    app_id       uuid        not null references apps on delete cascade,
    host         text        not null unique,
    path_prefix  text        not null default '/',
    created_at   timestamptz not null default now()
);

-- One bridge network with a subnet of ours per app; addresses inside it are given out by us.
create table networks (
    id          uuid        primary key,
    app_id      uuid        not null unique references apps,
    subnet      cidr        not null unique,
    bridge      text        not null unique,
    created_at  timestamptz not null default now()
);

-- Where an app's code comes from by default.
create table sources (
    app_id      uuid        primary key references apps on delete cascade,
    kind        text        not null check (kind in ('git', 'image', 'upload', 'template', 'push')),
    url         text        not null,
    ref         text        not null default '',
    base_path   text        not null default '',
    updated_at  timestamptz not null default now()
);

-- What exactly was built: a commit, an archive's hash or an image digest.
create table source_revisions (
    id          uuid        primary key,
    app_id      uuid        not null references apps on delete cascade,
    kind        text        not null check (kind in ('git', 'image', 'upload', 'template', 'push')),
    url         text        not null,
    ref         text        not null default '',
    base_path   text        not null default '',
    revision    text,
    message     text        not null default '',
    author      text        not null default '',
    -- User and password of an http URL, sealed.
    credentials bytea,
    data_key_id uuid        references data_keys,
    resolved_at timestamptz,
    created_at  timestamptz not null default now()
);

create table builds (
    id               uuid        primary key,
    app_id           uuid        not null references apps on delete cascade,
    revision_id      uuid        not null references source_revisions,
    pack             text,
    dockerfile_path  text,
    build_args       jsonb       not null default '{}',
    status           text        not null default 'queued' check (status in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    attempt          int         not null default 0,
    lease_boot       uuid,
    -- The session of its programs, and its leader's start in clock ticks since boot, which tells it from a later one of the same id.
    process_group    int,
    process_group_started bigint,
    -- Of an image: the engine's own will do where no registry answers.
    allow_local_image boolean    not null default false,
    cancel_requested_at timestamptz,
    error            text,
    error_step       text,
    error_line       int,
    created_at       timestamptz not null default now(),
    started_at       timestamptz,
    completed_at     timestamptz
);
create index builds_due on builds (created_at) where status in ('queued', 'running');
create index builds_by_app on builds (app_id, created_at desc);
-- One active build per app.
create unique index builds_running on builds (app_id) where status = 'running';

-- An image per service; a Dockerfile build has one, named 'app'.
create table build_images (
    build_id     uuid   not null references builds on delete cascade,
    service      text   not null,
    image_id     text   not null,
    tag          text   not null,
    digest       text,
    size_bytes   bigint not null default 0,
    primary key (build_id, service)
);

-- The processes that a build found (Procfile, or the image's own command as 'web').
create table build_processes (
    build_id    uuid   not null references builds on delete cascade,
    name        text   not null,
    kind        text   not null check (kind in ('service', 'job', 'release', 'cron')),
    service     text   not null,
    command     text[],
    primary key (build_id, name)
);

create table build_log (
    build_id  uuid        not null references builds on delete cascade,
    seq       int         not null,
    at        timestamptz not null,
    step      text        not null default '',
    stream    text        not null default 'stdout' check (stream in ('stdout', 'stderr', 'note')),
    line      text        not null,
    primary key (build_id, seq)
);

-- A step of a build with its timings: what was done, whether it came from the cache.
create table build_steps (
    build_id      uuid        not null references builds on delete cascade,
    number        int         not null,
    name          text        not null,
    cached        boolean     not null default false,
    started_at    timestamptz,
    completed_at  timestamptz,
    error         text,
    primary key (build_id, number)
);

-- Frozen and complete: what ran can run again, exactly.
create table releases (
    id               uuid        primary key,
    app_id           uuid        not null references apps on delete cascade,
    number           int         not null,
    build_id         uuid        references builds,
    description      text        not null default '',
    env_ciphertext   bytea       not null,
    data_key_id      uuid        not null references data_keys,
    created_at       timestamptz not null default now(),
    -- The first time that it served well to the end of its soak.
    proven_at        timestamptz,
    -- Its images were removed by retention: it can no longer be rolled back to.
    retired_at       timestamptz,
    unique (app_id, number)
);

create table release_processes (
    release_id         uuid    not null references releases on delete cascade,
    name               text    not null,
    kind               text    not null check (kind in ('service', 'job', 'release', 'cron')),
    image_id           text    not null,
    image_tag          text    not null,
    image_digest       text,
    entrypoint         text[],
    command            text[],
    port               int,
    health_path        text,
    mounts             jsonb   not null default '[]',
    memory_bytes       bigint  not null,
    cpu_millis         int     not null,
    pids               int     not null,
    hardened           boolean not null default false,
    generated          boolean not null default false,
    strategy           text    not null,
    drain_seconds      int     not null,
    stop_grace_seconds int     not null,
    start_deadline_seconds int not null,
    primary key (release_id, name)
);

create table rollouts (
    id                   uuid        primary key,
    app_id               uuid        not null references apps on delete cascade,
    release_id           uuid        not null references releases,
    kind                 text        not null check (kind in ('deploy', 'rollback', 'restart', 'start')),
    -- Computed from facts on every pass; stored to be shown, never read to decide.
    phase                text        not null default 'queued'
        check (phase in ('queued', 'starting', 'switching', 'soaking', 'succeeded', 'failed', 'cancelled', 'superseded')),
    created_at           timestamptz not null default now(),
    started_at           timestamptz,
    -- Moved forward only when an instance becomes healthy.
    progress_at          timestamptz,
    -- 'serving' was written for it; the generation that served before, to return to.
    switched_at          timestamptz,
    replaced_rollout_id  uuid        references rollouts,
    -- An answer of the new side was seen through the edge.
    live_at              timestamptz,
    cancel_requested_at  timestamptz,
    -- A newer deployment waits for this one to end.
    superseded_at        timestamptz,
    finished_at          timestamptz,
    reason               text,
    log_tail             text
);
create unique index rollouts_unfinished on rollouts (app_id) where finished_at is null;
create index rollouts_by_app on rollouts (app_id, created_at desc);

-- One attempt to bring a change live. Its status is computed from its build and its rollout.
create table deployments (
    id                   uuid        primary key,
    app_id               uuid        not null references apps on delete cascade,
    number               int         not null,
    trigger              text        not null check (trigger in ('api', 'cli', 'dashboard', 'webhook', 'push', 'rollback', 'restart', 'start', 'config', 'sample', 'chat')),
    actor                text        not null,
    revision_id          uuid        references source_revisions,
    build_id             uuid        references builds,
    release_id           uuid        references releases,
    rollout_id           uuid        references rollouts,
    replicas             int,
    superseded_by        uuid        references deployments,
    cancel_requested_at  timestamptz,
    -- Set when it ends before it has a rollout (its build failed, it was superseded or cancelled).
    ended                text        check (ended in ('failed', 'cancelled', 'superseded')),
    reason               text,
    created_at           timestamptz not null default now(),
    finished_at          timestamptz,
    unique (app_id, number)
);
create index deployments_by_app on deployments (app_id, created_at desc);
create index deployments_open on deployments (app_id) where finished_at is null;

create table instances (
    id              uuid        primary key,
    app_id          uuid        not null references apps on delete cascade,
    rollout_id      uuid        not null references rollouts,
    release_id      uuid        not null references releases,
    process         text        not null,
    ordinal         int         not null,
    kind            text        not null check (kind in ('service', 'job', 'release', 'oneoff', 'cron')),
    server_id       uuid        not null references servers,
    name            text        not null unique,
    address         inet        not null,
    port            int,
    created_at      timestamptz not null default now(),
    container_id    text,
    start_sent_at   timestamptz,
    healthy_at      timestamptz,
    unhealthy_at    timestamptz,
    -- 'stop' of the containers API holds an instance against the healing.
    held            boolean     not null default false,
    draining_since  timestamptz,
    stop_sent_at    timestamptz,
    exited_at       timestamptz,
    exit_code       int,
    error           text,
    log_tail        text,
    removed_at      timestamptz
);
create index instances_by_app on instances (app_id) where removed_at is null;
create unique index instances_address on instances (app_id, address) where removed_at is null;
-- The release job runs at most once per release.
create unique index instances_release_job on instances (release_id) where kind = 'release';

-- A set, never one pointer: weights leave room for canaries.
create table serving (
    app_id      uuid not null references apps on delete cascade,
    process     text not null,
    rollout_id  uuid not null references rollouts,
    release_id  uuid not null references releases,
    weight      int  not null default 100 check (weight between 0 and 100),
    primary key (app_id, process, rollout_id)
);

-- The version of the table that the edge was last given.
create sequence route_versions;

create table events (
    id             bigint      generated always as identity primary key,
    app_id         uuid        references apps on delete cascade,
    deployment_id  uuid        references deployments on delete cascade,
    at             timestamptz not null default now(),
    kind           text        not null,
    text           text        not null
);
create index events_by_app on events (app_id, id desc);
create index events_by_deployment on events (deployment_id, id) where deployment_id is not null;

create table audit (
    id               bigint      generated always as identity primary key,
    organization_id  uuid        references organizations,
    at               timestamptz not null default now(),
    actor            text        not null,
    action           text        not null,
    resource         text        not null,
    resource_id      text        not null default '',
    detail           jsonb       not null default '{}'
);

-- What is due to be looked at again: one row per (kind, key), claimed with SKIP LOCKED.
create table work (
    kind        text        not null,
    key         uuid        not null,
    due_at      timestamptz not null,
    lease_boot  uuid,
    -- Counts nudges, so that one which arrives during a pass is not lost.
    nudges      bigint      not null default 1,
    attempts    int         not null default 0,
    last_error  text,
    primary key (kind, key)
);
create index work_due on work (kind, due_at);

create table idempotency_keys (
    token_id      text        not null,
    key           text        not null,
    request_hash  bytea       not null,
    status        int,
    response      text,
    created_at    timestamptz not null default now(),
    primary key (token_id, key)
);
