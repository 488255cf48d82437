create table intake.note (
    agency       text not null,
    id           uuid not null,
    other_agency text not null,
    primary key (agency, id)
);
alter table intake.note enable row level security, force row level security;
create policy either_side on intake.note using (
    current_setting('telaah.agency', true) in (agency, other_agency)
);
