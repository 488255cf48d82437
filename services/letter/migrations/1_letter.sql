-- Official documents: drafts, those being signed, those issued.
create table letter.letter (
    agency              text not null,
    id                  uuid not null,
    -- Names of what it is about.
    case_name           text not null,
    submission          text not null,
    proposing_agency    text not null,
    proposing_office    text not null,
    reviewing_offices   text[] not null,
    template            text not null,
    title               text not null,
    issue               text not null check (issue in ('sign', 'seal', 'file')),
    register            text not null,
    number_pattern      text not null,
    signatory_position  text not null,
    barred_persons      text[] not null,
    for_proposer        boolean not null,
    record              text not null,
    -- What the template may use, as review told it.
    data                jsonb not null,
    state               text not null check (state in ('draft', 'numbered', 'issued', 'voided', 'cancelled')),
    subject             text not null,
    paragraphs          text[] not null,
    carbon_copies       text[] not null,
    -- Counts changes of what can be read, for etags.
    revision            bigint not null default 1,
    created_at          timestamptz not null,
    -- Taken before it is signed, and kept whatever happens then: number, day, code, signatory, letterhead.
    taken               jsonb,
    number              text not null default '',
    verification_code   text not null default '',
    -- The file, once it is issued.
    file                uuid,
    sha256              text not null default '',
    size_bytes          bigint not null default 0,
    issued_at           timestamptz,
    void_reason         text not null default '',
    primary key (agency, id),
    check (state not in ('numbered', 'issued', 'voided') or taken is not null),
    check (state not in ('issued', 'voided') or (file is not null and issued_at is not null))
);
create index letter_by_submission on letter.letter (agency, submission, id desc);
create index letter_by_proposing_office on letter.letter (proposing_agency, proposing_office, id desc);

alter table letter.letter enable row level security, force row level security;
create policy either_side on letter.letter using (
    current_setting('telaah.agency', true) in (agency, proposing_agency)
);

-- The last number taken of each register and year.
create table letter.number_register (
    agency   text not null,
    register text not null,
    year     smallint not null,
    last     bigint not null,
    primary key (agency, register, year)
);
alter table letter.number_register enable row level security, force row level security;
create policy owner on letter.number_register using (agency = current_setting('telaah.agency', true));

-- Every number that was taken, without gaps. One that stands for nothing says why.
create table letter.number_entry (
    agency      text not null,
    register    text not null,
    year        smallint not null,
    sequence    bigint not null,
    number      text not null,
    letter      uuid not null,
    taken_at    timestamptz not null,
    void_reason text not null default '',
    primary key (agency, register, year, sequence)
);
create unique index number_entry_by_number on letter.number_entry (agency, register, year, number);
create index number_entry_by_letter on letter.number_entry (agency, letter);
alter table letter.number_entry enable row level security, force row level security;
create policy owner on letter.number_entry using (agency = current_setting('telaah.agency', true));

-- Verification codes, unique everywhere. One who asks knows a code and no agency: they see the row of that code alone.
create table letter.verification (
    agency text not null,
    code   text not null,
    letter uuid not null,
    primary key (agency, code)
);
create unique index verification_by_code on letter.verification (code);
alter table letter.verification enable row level security, force row level security;
create policy owner on letter.verification using (agency = current_setting('telaah.agency', true));
create policy anyone on letter.verification for select
    using (code = current_setting('telaah.verification_code', true));

-- What the worker has to issue by itself. It looks for work of all agencies, and then acts as one of them.
create table letter.errand (
    agency   text not null,
    letter   uuid not null,
    due_at   timestamptz not null,
    failures integer not null default 0,
    primary key (agency, letter)
);
create index errand_by_due_at on letter.errand (due_at);
alter table letter.errand enable row level security, force row level security;
create policy owner on letter.errand using (agency = current_setting('telaah.agency', true));
create policy housekeeping on letter.errand using (current_setting('telaah.housekeeping', true) = 'on');
