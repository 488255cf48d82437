-- What lists of tasks are filtered and counted by: which offices may see the case (their slugs with commas between; empty:
-- all of the agency), its procedure, since when the task waits. Until this version wrote them, they say the least there is.
alter table review.task
    add column offices      text not null default '',
    add column procedure_id text not null default '',
    add column opened_at    timestamptz not null default now();

alter table review.task no force row level security;
alter table review.case_file no force row level security;
update review.task
set offices = array_to_string(case_file.offices, ','), procedure_id = case_file.procedure,
    opened_at = (task.body ->> 'opened_at')::timestamptz
from review.case_file where case_file.agency = task.agency and case_file.id = task.case_id;
alter table review.task force row level security;
alter table review.case_file force row level security;

-- Where the files of an office wait: listed by due time, and counted from the index alone.
create index task_of_office on review.task (agency, offices, order_at, id) include (position, procedure_id, opened_at)
    where state = 'OPEN';
