-- The owner's files without a look at their readers, and others' by a look at each file: without `offset` PostgreSQL may gather
-- whatever the agency ever read first, for every statement anew.
alter policy reader on document.file using (
    agency <> current_setting('telaah.agency', true) and exists (
        select from document.reader
        where reader.agency = file.agency
          and reader.file = file.id
          and reader.reader_agency = current_setting('telaah.agency', true)
        offset 0
    )
);
