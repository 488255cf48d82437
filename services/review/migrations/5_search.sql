-- Done tasks are listed by when they were done, the newest first: their place is that time.
alter table review.task no force row level security;
update review.task set order_at = (body ->> 'closed_at')::timestamptz where state <> 'OPEN' and body ->> 'closed_at' is not null;
alter table review.task force row level security;

-- The words of what names a case, in lower case: all cases of an agency are searched by how their words begin. A table,
-- since under row-level security no index on a tsvector is used.
create table review.case_word (
    agency  text not null,
    word    text not null collate "C",
    case_id uuid not null,
    primary key (agency, word, case_id),
    foreign key (agency, case_id) references review.case_file
);
create index case_word_of_case on review.case_word (agency, case_id);
alter table review.case_word enable row level security;
create policy reviewing_agency on review.case_word using (current_setting('telaah.agency', true) = agency);

create function review.words(text) returns setof text language sql immutable parallel safe
begin atomic
    select distinct left(word, 60) from regexp_split_to_table(lower($1), '[^[:alnum:]]+') word where word <> '';
end;

create function review.note_words() returns trigger language plpgsql as $$
begin
    delete from review.case_word where agency = new.agency and case_id = new.id;
    insert into review.case_word (agency, word, case_id)
    select new.agency, word, new.id
    from review.words(concat_ws(' ', new.registration_number, new.app_title, new.proposing_office_title)) word;
    return null;
end
$$;
create trigger note_words after insert on review.case_file for each row execute function review.note_words();
create trigger note_new_words after update on review.case_file for each row
    when ((old.registration_number, old.app_title, old.proposing_office_title)
          is distinct from (new.registration_number, new.app_title, new.proposing_office_title))
    execute function review.note_words();

-- What is there already.
alter table review.case_file no force row level security;
insert into review.case_word (agency, word, case_id)
select agency, word, id
from review.case_file, review.words(concat_ws(' ', registration_number, app_title, proposing_office_title)) word;
alter table review.case_file force row level security;
alter table review.case_word force row level security;
