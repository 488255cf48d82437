-- Complaints, suggestions and other input, filed by anyone.
create table intake.complaint (
    agency              text not null,
    id                  uuid not null,
    procedure           text not null,
    ticket              text not null,
    kind                text not null check (kind in ('complaint', 'suggestion', 'other')),
    title               text not null,
    text                text not null,
    registration_number text not null,
    display_name        text not null,
    email               text not null,
    -- Slug of the position that answers: as the procedure names it now, or named it when this was answered.
    position            text not null,
    filed_at            timestamptz not null,
    -- Null where no calendar was known.
    due_at              timestamptz,
    answer              text,
    answered_at         timestamptz,
    answerer            text,
    -- By which it is listed: when it is due, or the end of time.
    order_at            timestamptz not null generated always as (coalesce(due_at, 'infinity')) stored,
    is_answered         boolean not null generated always as (answered_at is not null) stored,
    primary key (agency, id),
    check (num_nulls(answer, answered_at, answerer) in (0, 3))
);
create index complaint_inbox on intake.complaint (agency, position, is_answered, order_at, id);
create index complaint_waiting on intake.complaint (agency, filed_at) where not is_answered;
alter table intake.complaint enable row level security, force row level security;
create policy agency on intake.complaint using (current_setting('telaah.agency', true) = agency);

-- Tickets, unique everywhere. One who asks knows a ticket and no agency: they see the row of that ticket alone.
create table intake.ticket (
    agency    text not null,
    ticket    text not null,
    complaint uuid not null,
    primary key (agency, ticket),
    foreign key (agency, complaint) references intake.complaint (agency, id)
);
create unique index ticket_by_ticket on intake.ticket (ticket);
create index ticket_by_complaint on intake.ticket (agency, complaint);
alter table intake.ticket enable row level security, force row level security;
create policy agency on intake.ticket using (current_setting('telaah.agency', true) = agency);
create policy anyone on intake.ticket for select using (current_setting('telaah.ticket', true) = ticket);

-- The newest work calendar of each agency, as the directory told it.
create table intake.calendar (
    agency  text not null,
    version bigint not null,
    spec    jsonb not null,
    primary key (agency)
);
alter table intake.calendar enable row level security, force row level security;
create policy agency on intake.calendar using (current_setting('telaah.agency', true) = agency);
