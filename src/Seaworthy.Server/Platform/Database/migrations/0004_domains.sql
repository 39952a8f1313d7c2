-- A host name, the one app that it leads to, and its certificate, which is one for all paths below it.
create table domain_hosts (
    id           uuid        primary key,
    -- Lower case, in punycode, without a final dot.
    host         text        not null unique,
    app_id       uuid        not null references apps on delete cascade,
    -- What the last look saw. 'waiting': no look has come to a result yet.
    certificate  text        not null default 'waiting' check (certificate in ('waiting', 'active', 'failed')),
    issuer       text,
    not_after    timestamptz,
    -- In the words of the certificate authority where it has some.
    error        text,
    checked_at   timestamptz,
    -- Failed looks in a row since somebody last asked for one.
    attempts     int         not null default 0,
    created_at   timestamptz not null default now(),
    unique (host, app_id)
);
create index domain_hosts_app on domain_hosts (app_id);

insert into domain_hosts (id, host, app_id, created_at) select id, host, app_id, created_at from domains;

-- Several paths of one host may lead somewhere, but all to the same app.
alter table domains
    drop constraint domains_host_key,
    add column redirect_to_https boolean not null default true,
    add constraint domains_host_path unique (host, path_prefix),
    add constraint domains_of_host foreign key (host, app_id) references domain_hosts (host, app_id) on delete cascade;
create index if not exists domains_app on domains (app_id);
