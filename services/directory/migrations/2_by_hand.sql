-- What an administrator changed by hand stays as it is: an import leaves it alone, and says so.
alter table directory.unit add column by_hand boolean not null default false;
alter table directory.position add column by_hand boolean not null default false;
alter table directory.person
    -- Cannot sign in, and is not named as holding anything.
    add column suspended boolean not null default false,
    add column by_hand boolean not null default false,
    -- Their own position, or that they have none, was settled by hand.
    add column appointed_by_hand boolean not null default false;
alter table directory.local_day
    add column by_hand boolean not null default false,
    -- Taken from the calendar by hand: an import must not bring it back.
    add column removed boolean not null default false;

-- Two people of one number would be one person to the next import.
create unique index person_by_number on directory.person (agency, employee_id_number)
    where employee_id_number <> '';
create index person_by_name on directory.person (agency, display_name collate "C", id);
