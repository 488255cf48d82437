-- Issued files by their hashes. One who asks has a file and knows no agency: they see the row of that file alone.
alter table letter.verification
    -- Of the file that was issued under the code, lower-case hexadecimal; null before.
    add column sha256 text;

alter table letter.letter no force row level security;
alter table letter.verification no force row level security;
update letter.verification it set sha256 = issued.sha256
from letter.letter issued
where issued.agency = it.agency and issued.id = it.letter and issued.verification_code = it.code
  and issued.state in ('issued', 'voided');
alter table letter.letter force row level security;
alter table letter.verification force row level security;

create unique index verification_by_sha256 on letter.verification (sha256);
create policy anyone_with_the_file on letter.verification for select
    using (sha256 = current_setting('telaah.file_sha256', true));
