-- Agencies and calendars are public: anyone reads them, and only the agency they are of writes them.
create table directory.agency (
    agency      text primary key,
    title       text not null,
    short_title text not null,
    kind        text not null,
    code        text not null,
    time_zone   text not null,
    letterhead  jsonb
);
create index agency_by_title on directory.agency (title collate "C", agency);

-- The office of a unit is its nearest ancestor, or itself, of a kind that is an office.
create table directory.unit (
    agency     text not null references directory.agency,
    slug       text not null,
    title      text not null,
    kind       text not null,
    parent     text,
    office     text not null,
    letterhead jsonb,
    primary key (agency, slug),
    foreign key (agency, parent) references directory.unit,
    foreign key (agency, office) references directory.unit
);

create table directory.position (
    agency  text not null,
    slug    text not null,
    title   text not null,
    kind    text not null,
    unit    text not null,
    decides boolean not null,
    primary key (agency, slug),
    foreign key (agency, unit) references directory.unit
);
create index position_by_unit on directory.position (agency, unit);

create table directory.person (
    agency             text not null,
    id                 uuid not null,
    display_name       text not null,
    employee_id_number text not null,
    rank               text not null,
    email              text not null,
    administrator      boolean not null,
    primary key (agency, id)
);

-- Everyone has one position of their own.
create table directory.incumbency (
    agency   text not null,
    person   uuid not null,
    position text not null,
    primary key (agency, person),
    foreign key (agency, person) references directory.person,
    foreign key (agency, position) references directory.position
);
create index incumbency_by_position on directory.incumbency (agency, position);

-- From the first day through the last, in the agency's time zone. One that ended before it began never took effect.
create table directory.acting_assignment (
    agency            text not null,
    id                uuid not null,
    position          text not null,
    own_position      text not null,
    person            uuid not null,
    capacity          text not null check (capacity in ('ACTING', 'DAILY_ACTING')),
    first_day         date not null,
    last_day          date check (first_day - 1 <= last_day),
    appointing_letter text not null check (appointing_letter <> ''),
    primary key (agency, id),
    foreign key (agency, position) references directory.position,
    foreign key (agency, own_position) references directory.position,
    foreign key (agency, person) references directory.person
);
create index acting_assignment_by_position on directory.acting_assignment (agency, position);
create index acting_assignment_by_person on directory.acting_assignment (agency, person);
create index acting_assignment_by_day on directory.acting_assignment (agency, first_day desc, id desc);

-- Days that one agency works or does not work, besides the national ones.
create table directory.local_day (
    agency    text not null references directory.agency,
    date      date not null,
    kind      text not null check (kind in ('local_holiday', 'make_up')),
    name      text not null,
    decree    text not null,
    announced date,
    primary key (agency, date)
);

-- Every version there was, national and local days together. The digest tells whether a new one differs.
create table directory.calendar (
    agency     text not null references directory.agency,
    version    bigint not null,
    content    jsonb not null,
    digest     text not null,
    entered_at timestamptz not null,
    primary key (agency, version)
);

do $$
declare
    name text;
begin
    foreach name in array array['agency', 'unit', 'position', 'person', 'incumbency', 'acting_assignment',
                                'local_day', 'calendar'] loop
        execute format('alter table directory.%I enable row level security, force row level security', name);
        execute format('create policy own_agency on directory.%I
                        using (current_setting(''telaah.agency'', true) = agency)', name);
    end loop;
    foreach name in array array['agency', 'local_day', 'calendar'] loop
        execute format('create policy anyone_reads on directory.%I for select using (true)', name);
    end loop;
end
$$;
