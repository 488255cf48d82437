-- A lane is `{publisher}/{subject}`: who tells of what, in order.

-- Events told: the record from which a lost stream is refilled. Monthly partitions are kept as long as their cases.
create table outbox (
    agency       text not null,
    lane         text not null,
    sequence     bigint not null,
    kind         text not null,
    body         bytea not null,
    traceparent  text,
    told_at      timestamptz not null,
    published_at timestamptz,
    position     bigint generated always as identity,
    primary key (agency, lane, sequence, told_at)
) partition by range (told_at);
create table outbox_other partition of outbox default;
create index outbox_unpublished on outbox (position) where published_at is null;
create index outbox_position on outbox (position);

-- Opens the partition of a month. A month that already has rows elsewhere stays there.
create function outbox_open_month(at timestamptz) returns void
    language plpgsql security definer set client_min_messages = error as $$
declare
    home  text := quote_ident((select nspname from pg_namespace where oid =
                  (select relnamespace from pg_class where oid = 'outbox'::regclass)));
    month timestamptz := date_trunc('month', at at time zone 'UTC') at time zone 'UTC';
    name  text := to_char(month at time zone 'UTC', '"outbox_"YYYY_MM');
begin
    if to_regclass(home || '.' || name) is null then
        execute format('create table %s.%I partition of %s.outbox for values from (%L) to (%L)',
                       home, name, home, month, (month at time zone 'UTC' + interval '1 month') at time zone 'UTC');
    end if;
exception when check_violation or duplicate_table then
    null;
end
$$;

-- The last sequence told.
create table outbox_lane (
    agency        text not null,
    lane          text not null,
    last_sequence bigint not null,
    primary key (agency, lane)
);

-- The last sequence applied.
create table inbox (
    agency        text not null,
    lane          text not null,
    last_sequence bigint not null default 0,
    failures      integer not null default 0,
    parked        boolean not null default false,
    failure       text,
    primary key (agency, lane)
);
create index inbox_parked on inbox (agency, lane) where parked;

-- Events of parked lanes, waiting to be replayed.
create table parked (
    agency      text not null,
    lane        text not null,
    sequence    bigint not null,
    kind        text not null,
    body        bytea not null,
    traceparent text,
    told_at     timestamptz not null,
    primary key (agency, lane, sequence)
);

-- Answers given, kept for their repeats. Here the agency is the caller's.
create table answer (
    agency       text not null,
    person       text not null,
    request_id   uuid not null,
    request_hash bytea not null,
    answer       bytea not null default '',
    answered_at  timestamptz not null default now(),
    primary key (agency, person, request_id)
);
create index answer_by_age on answer (answered_at);
alter table answer enable row level security, force row level security;
create policy caller on answer using (agency = current_setting('telaah.agency', true));
create policy housekeeping on answer using (current_setting('telaah.housekeeping', true) = 'on');
