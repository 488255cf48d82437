-- Multiplies the cases of a stack that has a few real ones. As the owner of the database:
--   psql -v cases=100000 -v open_percent=15 -f pages.sql
-- and then, in two sessions, `call pages.copy_review()` and `call pages.copy_others()`. Every row that belongs to a case is
-- copied: its own ids begin with the number of the copy, its registration number and title end with it. Files and people
-- stay the same.
\set ON_ERROR_STOP 1
set client_min_messages = warning;
create schema pages;

-- The cases there are, and how many copies each gets: most cases are short ones.
create table pages.first as
select id, submission, registration_number, app_title,
       (:cases * case state when 'DECIDED' then 100 - :open_percent else :open_percent end / 100.0
        / audit_length / sum(1.0 / audit_length) over (partition by state = 'DECIDED'))::integer as copies
from review.case_file;

create table pages.copy as
select id as case_id, n, lpad(to_hex(n), 6, '0') as mark from pages.first, generate_series(1, copies) n order by n, id;

-- Ids that belong to a case, and so differ in each copy: the first six digits are its number.
create table pages.own as
select id as case_id, id as own from pages.first
union select id, submission from pages.first
union select case_id, id from review.task
union select case_id, id from review.comment
union select first.id, letter.id
from letter.letter join pages.first on split_part(letter.submission, '/', 4) = first.submission::text;
insert into pages.own
select own.case_id, message.id from notification.message join pages.own on message.resource like '%/' || own.own;
create index on pages.own (case_id);
create index on pages.own (own);

-- A row as text, with ###### where the number of a copy is to stand.
create function pages.mould(told jsonb, of_case uuid) returns text language plpgsql as $$
declare
    written text := told::text;
    it      record;
begin
    for it in select own::text as id from pages.own where case_id = of_case loop
        written := replace(written, it.id, '######' || substr(it.id, 7));
    end loop;
    select replace(replace(written, registration_number, registration_number || '-######'), app_title, app_title || ' ######')
    into written from pages.first where id = of_case;
    return written;
end
$$;

-- Copies the rows of `target` of which `belongs` says the case, each copy changed by `change`, in terms of the row `it` and the
-- number `n`; `first_change` is made once, to what is copied.
create procedure pages.multiply(
    target regclass, belongs text, change text default '''{}''', first_change text default '''{}'''
) language plpgsql as $$
declare
    columns text[] := array(
        select quote_ident(attname) from pg_attribute
        where attrelid = target and 0 < attnum and not attisdropped and attgenerated = '' order by attnum
    );
    began   timestamptz := clock_timestamp();
    copied  bigint;
begin
    perform set_config('work_mem', '256MB', true), set_config('default_toast_compression', 'lz4', true);
    -- What a row refers to is copied as well: nothing has to be looked up.
    perform set_config('session_replication_role', 'replica', true);
    execute format(
        'create temporary table mould on commit drop as
         select of_case as case_id, pages.mould(to_jsonb(it) || (%s)::jsonb, of_case) as written
         from %s it, lateral (select (%s)::uuid as of_case) belongs where of_case is not null',
        first_change, target, belongs
    );
    execute format(
        'insert into %1$s (%2$s) select %3$s from pages.copy join mould using (case_id),
         lateral (select replace(written, ''######'', mark)::jsonb as it) made,
         lateral jsonb_populate_record(null::%1$s, it || (%4$s)::jsonb) filled',
        target, array_to_string(columns, ', '), 'filled.' || array_to_string(columns, ', filled.'), change
    );
    get diagnostics copied = row_count;
    drop table mould;
    execute format('analyze %s', target);
    raise info 'cases	%	% rows in % s', target, copied, round(extract(epoch from clock_timestamp() - began), 1);
end
$$;

create procedure pages.copy_review() language plpgsql as $procedure$
begin
    call pages.multiply('review.case_file', 'it.id', $$'{"wake_at": null}'$$);
    -- Copies ring no triggers.
    insert into review.case_word (agency, word, case_id)
    select agency, word, id
    from review.case_file, review.words(concat_ws(' ', registration_number, app_title, proposing_office_title)) word
    on conflict do nothing;
    -- Due in the forty days around what it was.
    call pages.multiply('review.task', 'it.case_id', $$
        case when it->>'order_at' like '2%' then
            jsonb_build_object('order_at', (it->>'order_at')::timestamptz + (n % 40 - 20) * interval '1 day')
        else '{}' end
    $$);
    call pages.multiply('review.comment', 'it.case_id');
    call pages.multiply('review.audit', 'it.case_id');
end
$procedure$;

create procedure pages.copy_others() language plpgsql as $procedure$
begin
    call pages.multiply('intake.submission', '(select id from pages.first where submission = it.id)');
    call pages.multiply('intake.reviewer', '(select id from pages.first where submission = it.submission)');
    call pages.multiply('intake.revision', '(select id from pages.first where submission = it.submission)');
    call pages.multiply('intake.submission_event', '(select id from pages.first where submission = it.submission)');
    -- Decided one after the other.
    call pages.multiply('intake.register_entry', '(select id from pages.first where submission = it.id)', $$
        jsonb_build_object('decided_at', (it->>'decided_at')::timestamptz - n * interval '10 minutes')
    $$);
    -- Those that were issued are read no more: what their templates were given is left out.
    call pages.multiply('letter.letter', '(select case_id from pages.own where own = it.id)', '''{}''', $$
        case it.state when 'issued' then '{"data": {}}' else '{}' end
    $$);
    -- One in fifty was not read.
    call pages.multiply('notification.message', '(select case_id from pages.own where own = it.id)', $$
        jsonb_build_object('fact', (it->>'fact') || '-' || mark)
        || case when n % 50 = 0 then '{}' else jsonb_build_object('read_at', it->>'created_at') end
    $$);
end
$procedure$;
