-- Who filed is not known by person where a letter was recorded; the position is empty where nobody of the agency can be told.
alter table notification.submission alter column person drop not null;

-- What goes with the mail for the reader's calendar, and its METHOD (RFC 5546); none: nothing.
alter table notification.delivery
    add column calendar        text,
    add column calendar_method text,
    add constraint delivery_calendar check ((calendar is null) = (calendar_method is null));

-- Who was invited to a meeting last: those who are not any more are told.
create table notification.meeting (
    agency  text not null,
    id      uuid not null,
    invited jsonb not null,
    primary key (agency, id)
);
alter table notification.meeting enable row level security, force row level security;
create policy owner on notification.meeting using (agency = current_setting('telaah.agency', true));
