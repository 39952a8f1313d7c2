-- What was let go of a build that nothing needs: its images' names, and what it printed.
alter table builds
    add column image_gone_at timestamptz,
    add column log_gone_at   timestamptz;
create index releases_by_build on releases (build_id);
