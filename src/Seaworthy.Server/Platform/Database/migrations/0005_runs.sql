-- Several jobs per release (release, pre-deploy, post-deploy), each at most once; one-off runs; holds of single instances.

alter table instances
    -- Since when it is held, whether it was only to be restarted, and how long it may take to end.
    add column held_at             timestamptz,
    add column hold_restarts       boolean not null default false,
    add column hold_grace_seconds  int,
    -- When the engine refused it, and how often since it was last healthy: it is tried again later and later.
    add column error_at            timestamptz,
    add column refusals            int     not null default 0;

drop index instances_release_job;
create unique index instances_jobs on instances (release_id, process) where kind in ('release', 'job');

-- A one-off command in a container of its own. Its id is its instance's.
create table runs (
    id                uuid        primary key references instances on delete cascade,
    app_id            uuid        not null references apps on delete cascade,
    release_id        uuid        not null references releases,
    -- The process whose image, mounts and limits it has.
    process           text        not null,
    command           text[]      not null,
    tty               boolean     not null default false,
    rows              int,
    columns           int,
    -- It starts when a client has attached, and ends a while after the last one went away.
    attached          boolean     not null default false,
    detached_at       timestamptz,
    -- Variables over those of the release, sealed.
    env_ciphertext    bytea,
    data_key_id       uuid        references data_keys,
    memory_bytes      bigint,
    timeout_seconds   int         not null,
    actor             text        not null,
    status            text        not null default 'starting' check (status in ('starting', 'running', 'exited', 'timed_out', 'stopped', 'failed')),
    exit_code         int,
    error             text,
    stop_requested_at timestamptz,
    stop_reason       text        check (stop_reason in ('stopped', 'timed_out')),
    stop_detail       text,
    created_at        timestamptz not null default now(),
    started_at        timestamptz,
    finished_at       timestamptz
);
create index runs_by_app on runs (app_id, id desc);
create index runs_unfinished on runs (app_id) where finished_at is null;

-- The end of what it printed, kept when its container is gone.
create table run_log (
    run_id  uuid        not null references runs on delete cascade,
    seq     int         not null,
    at      timestamptz not null,
    stream  text        not null,
    line    text        not null,
    primary key (run_id, seq)
);
