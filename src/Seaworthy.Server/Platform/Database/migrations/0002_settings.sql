-- Settings of apps: projects with words about them, what builds and releases take from an app, what a process has of its own,
-- volumes and where they are mounted.

alter table projects add column description text not null default '';

alter table apps
    add column dockerfile_path      text,
    add column build_target         text,
    add column build_args           jsonb   not null default '{}',
    add column labels               jsonb   not null default '{}',
    add column pre_deploy_command   text[],
    add column post_deploy_command  text[],
    -- Counts changes of the settings: whoever writes may say which version it read.
    add column settings_version     bigint  not null default 1;
create index apps_by_organization on apps (organization_id, id) where deleted_at is null;
create index apps_by_project on apps (project_id) where deleted_at is null;

-- What is null is as the app, or the build, has it. A process with a command that no build knows runs on the image of 'web'.
alter table app_processes
    add column command       text[],
    add column port          int     check (port between 1 and 65535),
    add column health_path   text,
    add column memory_bytes  bigint,
    add column cpu_millis    int;

-- The engine's volume is named by the id, so that a name can be given again. One that was deleted keeps its content for a while.
alter table volumes drop constraint volumes_app_id_name_key;
alter table volumes
    add column deleted_at    timestamptz,
    add column remove_after  timestamptz,
    -- The engine's volume is gone: no release that mounts it can run again.
    add column removed_at    timestamptz;
create unique index volumes_name on volumes (app_id, name) where removed_at is null;
create index volumes_due on volumes (remove_after) where remove_after is not null and removed_at is null;

-- An exclusive volume is mounted in one process, a shared one in any number.
create table volume_mounts (
    volume_id  uuid     not null references volumes on delete cascade,
    process    text     not null,
    path       text     not null,
    read_only  boolean  not null default false,
    primary key (volume_id, process)
);

-- Frozen with the rest: labels of the containers, and which variables are never shown.
alter table release_processes add column labels jsonb not null default '{}';
alter table releases add column secret_keys text[] not null default '{}';
