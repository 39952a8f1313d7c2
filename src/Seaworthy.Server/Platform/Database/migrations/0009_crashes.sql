-- What serves and crashes: how often, since when, and that it was judged to crash again and again.
alter table instances
    -- The engine's own count, as far as it was told already; with each start by us it begins anew.
    add column restarts_seen int not null default 0,
    -- In the spell that began then.
    add column crashes       int not null default 0,
    add column crashes_since timestamptz,
    add column last_crash_at timestamptz,
    add column crashing_at   timestamptz,
    -- In words for people: 5 times within a minute, the last time with exit code 1.
    add column crash_loop    text;

alter table apps add column return_when_crashing boolean not null default false;

-- The app went back from it to an older one by itself: until it succeeds anew nobody goes back to it.
alter table releases add column returned_at timestamptz;

-- Why it was asked for, where no person did.
alter table deployments
    add column cause text,
    drop constraint deployments_trigger_check,
    add constraint deployments_trigger_check
        check (trigger in ('api', 'cli', 'dashboard', 'webhook', 'push', 'rollback', 'return', 'restart', 'start', 'config', 'sample', 'chat'));
