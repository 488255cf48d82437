-- When time brings something about for a case next: a mark, a reminder, its end. One worker looks for those of all agencies.
alter table review.case_file add column wake_at timestamptz;
create index case_file_to_wake on review.case_file (wake_at) where wake_at is not null;
create policy housekeeping on review.case_file for select using (current_setting('telaah.housekeeping', true) = 'on');

-- The other side of a case may ask from what its due time follows.
create policy proposing_agency on review.case_file for select
    using ('agencies/' || current_setting('telaah.agency', true) = proposing_agency);

-- A second position that may do a task in the actor's name.
alter table review.task add column entered_by text not null default '';
create index task_entered_inbox on review.task (agency, entered_by, state, order_at, id) where entered_by <> '';

-- When an agency could not work: its clocks stood.
create table review.outage (
    agency   text not null,
    id       uuid not null,
    body     jsonb not null,
    primary key (agency, id)
);
alter table review.outage enable row level security, force row level security;
create policy reviewing_agency on review.outage using (current_setting('telaah.agency', true) = agency);
