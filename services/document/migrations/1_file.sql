-- What is known of a file; its bytes lie in the object store under their hash.
create table document.file (
    agency        text not null,
    id            uuid not null,
    file_name     text not null check (octet_length(file_name) between 1 and 255),
    media_type    text not null,
    size_bytes    bigint not null check (size_bytes > 0),
    sha256        bytea not null check (octet_length(sha256) = 32),
    state         text not null check (state in ('pending', 'cleared', 'rejected')),
    -- All versions of one paper share the id of the first.
    first_version uuid not null,
    version       integer not null check (version > 0),
    previous      uuid,
    stored_at     timestamptz not null,
    primary key (agency, id),
    constraint file_versions unique (agency, first_version, version),
    foreign key (agency, previous) references document.file (agency, id)
);

-- Who may read a file: an office of an agency, or every office of it where office is empty.
create table document.reader (
    agency        text not null,
    file          uuid not null,
    reader_agency text not null,
    office        text not null,
    primary key (agency, file, reader_agency, office),
    foreign key (agency, file) references document.file (agency, id)
);

-- Whether an office may read a file. The platform acts for every office, and reads all files of its own agency.
create function document.may_read(file document.file, by_agency text, by_office text, every_office boolean)
    returns boolean language sql stable as $$
    select every_office and file.agency = by_agency or exists (
        select from document.reader
        where reader.agency = file.agency
          and reader.file = file.id
          and reader.reader_agency = by_agency
          and (every_office or reader.office in ('', by_office))
    )
$$;

alter table document.reader enable row level security, force row level security;
create policy owner on document.reader using (agency = current_setting('telaah.agency', true));
create policy reader on document.reader for select using (
    reader_agency = current_setting('telaah.agency', true)
);

alter table document.file enable row level security, force row level security;
create policy owner on document.file using (agency = current_setting('telaah.agency', true));
create policy reader on document.file for select using (
    exists (
        select from document.reader
        where reader.agency = file.agency
          and reader.file = file.id
          and reader.reader_agency = current_setting('telaah.agency', true)
    )
);
