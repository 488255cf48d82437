-- What anyone may know: where a request stands, by its registration number, and what was decided.
alter table intake.submission
    -- Since when it is in its state.
    add column state_since      timestamptz not null default now(),
    -- The letter that tells the decision.
    add column decision_letter  uuid,
    add column registration_key text generated always as (upper(registration_number)) stored;
create index submission_by_registration_key on intake.submission (registration_key);
-- One who asks knows a registration number and no agency: they see the rows of that number alone, which no draft has.
create policy anyone on intake.submission for select
    using (registration_key = current_setting('telaah.registration_key', true));

-- Words in lower case with a blank between them, whatever stood there.
create function intake.words(text) returns text language sql immutable parallel safe
    return lower(regexp_replace($1, '[^[:alnum:]]+', ' ', 'g'));

-- Finds what has a word for each one of these that begins like it; null where there are none.
create function intake.beginnings(text) returns tsquery language sql immutable parallel safe
    return (
        select string_agg(quote_literal(word) || ':*', ' & ')::tsquery
        from regexp_split_to_table(intake.words($1), ' ') word where word <> ''
    );

-- Decided requests as anyone may read them. What is not public is not in it.
create table intake.register_entry (
    agency                 text not null,
    id                     uuid not null,
    registration_number    text not null,
    procedure              text not null,
    procedure_title        text not null,
    app_title              text not null,
    purpose                text not null,
    purpose_title          text not null,
    proposing_agency       text not null,
    proposing_agency_title text not null,
    proposing_office_title text not null,
    decision               text not null,
    decision_title         text not null,
    filed_at               timestamptz not null,
    decided_at             timestamptz not null,
    -- In which it was decided, by the agency's clock.
    year                   smallint not null,
    -- Of the letter that answers, as long as it stands.
    letter_number          text,
    letter_date            date,
    verification_code      text,
    search                 tsvector not null generated always as (
        to_tsvector('simple', intake.words(
            app_title || ' ' || registration_number || ' ' || proposing_office_title || ' ' || proposing_agency_title
        ))
    ) stored,
    primary key (agency, id),
    foreign key (agency, id) references intake.submission (agency, id),
    check (num_nulls(letter_number, letter_date, verification_code) in (0, 3))
);
create index register_entry_by_decided_at on intake.register_entry (decided_at desc, id desc);
create index register_entry_of_agency on intake.register_entry (agency, decided_at desc, id desc);
create index register_entry_by_decision on intake.register_entry (agency, decision, decided_at desc, id desc);
create index register_entry_by_year on intake.register_entry (agency, year, decided_at desc, id desc);
create index register_entry_by_word on intake.register_entry using gin (search);

-- What is there already, of all agencies at once.
alter table intake.submission no force row level security;
alter table intake.submission_event no force row level security;
alter table intake.revision no force row level security;
alter table intake.calendar no force row level security;

update intake.submission s set
    state_since = coalesce(
        (select min(told.happened_at) from intake.submission_event told
         where told.agency = s.agency and told.submission = s.id and told.sequence > (
             select coalesce(max(before.sequence), 0) from intake.submission_event before
             where before.agency = s.agency and before.submission = s.id and before.state <> s.state
         )),
        s.updated_at
    ),
    decision_letter = (
        select (letter->>'id')::uuid from jsonb_array_elements(s.letters) with ordinality as issued (letter, place)
        where s.state = 'decided' and (letter->>'for_proposer')::boolean and letter->>'verification_code' <> ''
        order by place desc limit 1
    );

insert into intake.register_entry (
    agency, id, registration_number, procedure, procedure_title, app_title, purpose, purpose_title, proposing_agency,
    proposing_agency_title, proposing_office_title, decision, decision_title, filed_at, decided_at, year,
    letter_number, letter_date, verification_code
)
select s.agency, s.id, s.registration_number, s.procedure, p.title, s.app_title, s.purpose,
       coalesce(nullif(r.dossier->'purpose'->>'title', ''), s.purpose), s.proposing_agency, s.proposing_agency_title,
       s.proposing_office_title, coalesce(s.decision, ''), coalesce(s.decision_title, ''), s.filed_at, s.closed_at,
       extract(year from s.closed_at at time zone zone.name),
       answer.letter->>'number', ((answer.letter->>'issued_at')::timestamptz at time zone zone.name)::date,
       answer.letter->>'verification_code'
from intake.submission s
join intake.procedure p on p.agency = s.agency and p.slug = s.procedure and p.version = s.procedure_version
left join intake.revision r on r.agency = s.agency and r.submission = s.id and r.revision = s.revision
left join intake.calendar c on c.agency = s.agency
cross join lateral (select coalesce(c.spec->>'zone', 'Asia/Jakarta')) zone (name)
left join lateral jsonb_array_elements(s.letters) answer (letter)
    on answer.letter->>'id' = s.decision_letter::text and answer.letter->>'void_reason' is null
where s.state = 'decided' and s.closed_at is not null;

alter table intake.submission force row level security;
alter table intake.submission_event force row level security;
alter table intake.revision force row level security;
alter table intake.calendar force row level security;
alter table intake.register_entry enable row level security, force row level security;
create policy published on intake.register_entry for select using (true);
create policy publisher on intake.register_entry using (current_setting('telaah.agency', true) = agency);
