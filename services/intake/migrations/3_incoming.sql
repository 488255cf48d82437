-- Letters that were recorded, and requests that were carried on.
alter table intake.submission
    -- Offices of the proposing agency that write on it beside the one that asks.
    add column preparing_offices text[] not null default '{}',
    -- Where it came as a letter or by e-mail: how, and who recorded it.
    add column incoming          jsonb,
    -- Name of the decided one from which it was carried on.
    add column origin            text,
    -- Whether its case ended so that it may be carried on, and the one to which it was.
    add column marked_for_carry  boolean not null default false,
    add column carried           jsonb;
create index submission_by_preparing_agency on intake.submission (proposing_agency, id)
    where preparing_offices <> '{}';
create index submission_by_recorded_agency on intake.submission (proposing_agency, id) where incoming is not null;
create index submission_by_recording_agency on intake.submission (agency, id) where incoming is not null;
