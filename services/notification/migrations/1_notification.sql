-- Every primary key leads with an agency: that of the reader for what a person is told, else the one that reviews.

-- What later messages about a submission need of it.
create table notification.submission (
    agency              text not null,
    id                  uuid not null,
    registration_number text not null,
    app_title           text not null,
    proposing_agency    text not null,
    -- Whoever filed it last, and in which position.
    person              uuid not null,
    position            text not null,
    primary key (agency, id)
);
alter table notification.submission enable row level security, force row level security;
create policy owner on notification.submission using (agency = current_setting('telaah.agency', true));

-- Facts of which people have still to be told. The worker looks for those of all agencies, and then acts as one.
create table notification.notice (
    agency           text not null,
    id               uuid not null,
    fact             text not null,
    resource         text not null,
    content          jsonb not null,
    addressed_agency text not null,
    position         text not null,
    -- Where it concerns one holder of the position alone.
    person           uuid,
    told_at          timestamptz not null,
    due_at           timestamptz not null,
    attempts         integer not null default 0,
    primary key (agency, id)
);
create index notice_by_due_at on notification.notice (due_at);
create index notice_by_agency on notification.notice (agency, due_at);
alter table notification.notice enable row level security, force row level security;
create policy owner on notification.notice using (agency = current_setting('telaah.agency', true));
create policy housekeeping on notification.notice for select
    using (current_setting('telaah.housekeeping', true) = 'on');

-- What a person was told; once for each fact.
create table notification.message (
    agency     text not null,
    id         uuid not null,
    person     uuid not null,
    fact       text not null,
    resource   text not null,
    title      text not null,
    text       text not null,
    created_at timestamptz not null,
    read_at    timestamptz,
    primary key (agency, id),
    unique (agency, person, fact)
);
create index message_by_person on notification.message (agency, person, id);
create index message_unread on notification.message (agency, person, id) where read_at is null;
alter table notification.message enable row level security, force row level security;
create policy reader on notification.message using (agency = current_setting('telaah.agency', true));

-- Its way out by e-mail.
create table notification.delivery (
    agency       text not null,
    message      uuid not null,
    address      text not null,
    display_name text not null,
    office       text not null,
    state        text not null check (state in ('waiting', 'sent', 'failed')),
    due_at       timestamptz not null,
    attempts     integer not null default 0,
    failure      text,
    sent_at      timestamptz,
    primary key (agency, message),
    foreign key (agency, message) references notification.message (agency, id)
);
create index delivery_by_due_at on notification.delivery (due_at) where state = 'waiting';
create index delivery_by_agency on notification.delivery (agency, due_at) where state = 'waiting';
alter table notification.delivery enable row level security, force row level security;
create policy reader on notification.delivery using (agency = current_setting('telaah.agency', true));
create policy housekeeping on notification.delivery for select
    using (current_setting('telaah.housekeeping', true) = 'on');
