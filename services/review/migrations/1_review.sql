-- How agencies work, version by version. A version never changes: cases are pinned to it.
create table review.procedure (
    agency       text not null,
    id           text not null,
    version      integer not null,
    title        text not null,
    product      text not null,
    source       text not null,
    source_hash  bytea not null,
    published_at timestamptz not null,
    primary key (agency, id, version)
);

-- Cases. `body` is what the engine made of it, `dossier` what was filed last; the rest is for lists.
create table review.case_file (
    agency                 text not null,
    id                     uuid not null,
    submission             uuid not null,
    procedure              text not null,
    procedure_version      integer not null,
    offices                text[] not null,
    state                  text not null,
    registration_number    text not null,
    app_title              text not null,
    proposing_agency       text not null,
    proposing_office_title text not null,
    body                   jsonb not null,
    dossier                jsonb not null,
    audit_length           bigint not null,
    audit_head             bytea not null,
    opened_at              timestamptz not null,
    primary key (agency, id),
    unique (agency, submission),
    foreign key (agency, procedure, procedure_version) references review.procedure
);
create index case_file_by_state on review.case_file (agency, state, id);

-- Tasks, for inboxes. `order_at` is when it is due, or the end of time, by the calendar of that version (0: none known).
create table review.task (
    agency           text not null,
    id               uuid not null,
    case_id          uuid not null,
    position         text not null,
    state            text not null,
    order_at         timestamptz not null,
    calendar_version bigint not null,
    body             jsonb not null,
    primary key (agency, id),
    foreign key (agency, case_id) references review.case_file
);
create index task_inbox on review.task (agency, position, state, order_at, id);
create index task_of_case on review.task (agency, case_id);
create index task_open on review.task (agency, calendar_version) where state = 'OPEN';
create index task_by_due on review.task (order_at) where state = 'OPEN';

-- Remarks among those who work on a case.
create table review.comment (
    agency     text not null,
    case_id    uuid not null,
    id         uuid not null,
    text       text not null,
    author     jsonb not null,
    created_at timestamptz not null,
    primary key (agency, case_id, id),
    foreign key (agency, case_id) references review.case_file
);

-- What happened, chained: `hash` is SHA-256 of the hash before and `entry`, which is kept as the very text that was hashed.
create table review.audit (
    agency   text not null,
    case_id  uuid not null,
    sequence bigint not null,
    entry    text not null,
    hash     bytea not null,
    primary key (agency, case_id, sequence),
    foreign key (agency, case_id) references review.case_file
);

-- The newest work calendar of each agency, as the directory told it.
create table review.calendar (
    agency  text not null,
    version bigint not null,
    spec    jsonb not null,
    primary key (agency)
);

do $$
declare
    name text;
begin
    foreach name in array array ['procedure', 'case_file', 'task', 'comment', 'audit', 'calendar'] loop
        execute format('alter table review.%I enable row level security, force row level security', name);
        execute format(
            'create policy reviewing_agency on review.%I using (current_setting(''telaah.agency'', true) = agency)',
            name
        );
    end loop;
end
$$;

-- Counting what is open nationwide, for operators.
create policy housekeeping on review.task for select using (current_setting('telaah.housekeeping', true) = 'on');
