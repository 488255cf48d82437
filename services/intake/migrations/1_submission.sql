-- What each published version of a procedure asks of a proposer. Anyone may read what was published.
create table intake.procedure (
    agency  text not null,
    slug    text not null,
    version integer not null,
    title   text not null,
    rules   jsonb not null,
    primary key (agency, slug, version)
);
alter table intake.procedure enable row level security, force row level security;
create policy published on intake.procedure for select using (true);
create policy publisher on intake.procedure using (current_setting('telaah.agency', true) = agency);

-- The last number taken from a procedure's register of a year.
create table intake.register (
    agency        text not null,
    procedure     text not null,
    year          smallint not null,
    last_sequence bigint not null,
    primary key (agency, procedure, year)
);
alter table intake.register enable row level security, force row level security;
create policy agency on intake.register using (current_setting('telaah.agency', true) = agency);

-- Takes the next number. The register is the reviewing agency's, so the transaction, which is the proposer's, acts as
-- that agency for this one statement.
create function intake.next_number(reviewing text, of_procedure text, in_year smallint) returns bigint
    language plpgsql as $$
declare
    acting text := current_setting('telaah.agency', true);
    taken  bigint;
begin
    perform set_config('telaah.agency', reviewing, true);
    insert into intake.register (agency, procedure, year, last_sequence)
    values (reviewing, of_procedure, in_year, 1)
    on conflict (agency, procedure, year) do update set last_sequence = register.last_sequence + 1
    returning last_sequence into taken;
    perform set_config('telaah.agency', acting, true);
    return taken;
end
$$;

create table intake.submission (
    agency                 text not null,
    id                     uuid not null,
    proposing_agency       text not null,
    proposing_office       text not null,
    proposing_office_title text not null,
    procedure              text not null,
    app_title              text not null,
    purpose                text not null,
    letter_number          text not null,
    letter_date            date,
    sections               jsonb not null,
    documents              jsonb not null,
    state                  text not null check (
        state in ('draft', 'filed', 'in_review', 'returned', 'decided', 'withdrawn', 'lapsed')
    ),
    authors                text[] not null,
    -- Of the filing: null while it is a draft.
    procedure_version      integer,
    registration_number    text,
    revision               integer,
    applicant              jsonb,
    reviewing_offices      text[],
    filed_at               timestamptz,
    channel                text,
    proposing_agency_title text,
    -- Of its case.
    gaps                   jsonb not null default '[]',
    case_id                uuid,
    activity               text not null default '',
    decision               text,
    decision_title         text,
    letters                jsonb not null default '[]',
    withdrawal_reason      text not null default '',
    created_at             timestamptz not null,
    updated_at             timestamptz not null,
    closed_at              timestamptz,
    edition                bigint not null,
    last_event             bigint not null default 0,
    primary key (agency, id),
    check ((state = 'draft') = (filed_at is null)),
    check (num_nulls(procedure_version, registration_number, revision, applicant, reviewing_offices, filed_at,
                     channel, proposing_agency_title) in (0, 8))
);
create index submission_by_proposing_office on intake.submission (proposing_agency, proposing_office, id);
create unique index submission_by_registration_number
    on intake.submission (agency, procedure, registration_number);
alter table intake.submission enable row level security, force row level security;
create policy either_side on intake.submission using (
    current_setting('telaah.agency', true) in (agency, proposing_agency)
);

-- The offices that review a submission, so that each finds its own; an empty office: every one of the agency.
create table intake.reviewer (
    agency           text not null,
    office           text not null,
    submission       uuid not null,
    proposing_agency text not null,
    primary key (agency, office, submission),
    foreign key (agency, submission) references intake.submission (agency, id)
);
create index reviewer_by_submission on intake.reviewer (agency, submission);
alter table intake.reviewer enable row level security, force row level security;
create policy either_side on intake.reviewer using (
    current_setting('telaah.agency', true) in (agency, proposing_agency)
);

-- The dossier as it was at each filing.
create table intake.revision (
    agency           text not null,
    submission       uuid not null,
    revision         integer not null,
    proposing_agency text not null,
    dossier          jsonb not null,
    primary key (agency, submission, revision),
    foreign key (agency, submission) references intake.submission (agency, id)
);
alter table intake.revision enable row level security, force row level security;
create policy either_side on intake.revision using (
    current_setting('telaah.agency', true) in (agency, proposing_agency)
);

-- The timeline: what happened to a submission, in sentences for both sides.
create table intake.submission_event (
    agency           text not null,
    submission       uuid not null,
    sequence         bigint not null,
    proposing_agency text not null,
    kind             text not null,
    text             text not null,
    state            text not null,
    happened_at      timestamptz not null,
    primary key (agency, submission, sequence),
    foreign key (agency, submission) references intake.submission (agency, id)
);
alter table intake.submission_event enable row level security, force row level security;
create policy either_side on intake.submission_event using (
    current_setting('telaah.agency', true) in (agency, proposing_agency)
);
