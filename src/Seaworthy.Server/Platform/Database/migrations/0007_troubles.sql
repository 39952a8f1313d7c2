-- What keeps the rollout from going on, in words, and since when without a break.
alter table rollouts
    add column trouble    text,
    add column trouble_at timestamptz;

-- Somebody asked for another in its place: it goes when that is healthy.
alter table instances add column replace_asked_at timestamptz;
