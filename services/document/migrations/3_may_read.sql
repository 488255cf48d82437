-- The same question with a plan that a connection keeps: in SQL it was planned anew by every statement that asked it.
create or replace function document.may_read(file document.file, by_agency text, by_office text, every_office boolean)
    returns boolean language plpgsql stable as $$
begin
    return every_office and file.agency = by_agency or exists (
        select from document.reader
        where reader.agency = may_read.file.agency
          and reader.file = may_read.file.id
          and reader.reader_agency = by_agency
          and (every_office or reader.office in ('', by_office))
    );
end
$$;
