-- Every source: archives (uploaded, or behind a URL), keys and credentials to reach them, and what a build was asked to do with them.

alter table source_revisions drop constraint source_revisions_kind_check;
alter table source_revisions
    add constraint source_revisions_kind_check check (kind in ('git', 'archive', 'image', 'upload', 'template', 'push')),
    add column submodules  boolean  not null default false,
    add column lfs         boolean  not null default false;

alter table sources drop constraint sources_kind_check;
alter table sources
    add constraint sources_kind_check check (kind in ('git', 'archive', 'image')),
    add column submodules   boolean  not null default false,
    add column lfs          boolean  not null default false,
    -- User name and password, sealed.
    add column credentials  bytea,
    add column data_key_id  uuid     references data_keys;

alter table builds
    add column target         text,
    -- Variables for 'RUN --mount=type=secret', sealed; gone when the build has ended.
    add column secrets        bytea,
    add column data_key_id    uuid     references data_keys,
    -- Requested before its source was sent: no worker takes it yet.
    add column awaits_upload  boolean  not null default false;

-- An app's own ssh key for its repository: the public half is added there as a deploy key.
create table deploy_keys (
    app_id       uuid         primary key references apps on delete cascade,
    public_key   text         not null,
    private_key  bytea        not null,
    data_key_id  uuid         not null references data_keys,
    created_at   timestamptz  not null default now()
);

-- Who an organization is to a container registry.
create table registries (
    id               uuid         primary key,
    organization_id  uuid         not null references organizations on delete cascade,
    host             text         not null,
    username         text         not null,
    password         bytea        not null,
    data_key_id      uuid         not null references data_keys,
    created_at       timestamptz  not null default now(),
    unique (organization_id, host)
);
