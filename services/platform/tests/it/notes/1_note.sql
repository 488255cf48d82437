create table probe.note (
    position bigint generated always as identity primary key,
    agency   text not null default current_setting('telaah.agency'),
    title    text not null
);
alter table probe.note enable row level security, force row level security;
create policy own on probe.note using (current_setting('telaah.agency', true) = agency);
