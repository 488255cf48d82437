-- Who sees, changes and deletes how many rows of a table; nothing stays of it.

-- One who asks: a role with the settings of its transaction.
create temp table viewer (id serial, settings jsonb not null);
insert into viewer (settings) values
    ('{}'), ('{"agency": "kota-bandung"}'), ('{"agency": "kemenpanrb"}'), ('{"agency": "kota-tangerang"}'),
    ('{"agency": "kota-tangerang", "side": "proposing"}'), ('{"agency": "kemkomdigi"}'), ('{"housekeeping": "on"}'),
    ((select jsonb_build_object('registration_key', registration_key) from intake.submission
      where registration_key is not null limit 1)),
    ((select jsonb_build_object('ticket', ticket) from intake.ticket limit 1)),
    ((select jsonb_build_object('verification_code', code) from letter.verification limit 1)),
    ((select jsonb_build_object('file_sha256', sha256) from letter.verification where sha256 is not null limit 1));

-- Tables that the story left empty get a row, for a policy of none hides nothing.
insert into gateway.answer values ('kemenpanrb', 'x', gen_random_uuid(), '');
insert into document.answer values ('kemenpanrb', 'x', gen_random_uuid(), '');
insert into notification.answer values ('kemenpanrb', 'x', gen_random_uuid(), '');
insert into letter.errand (agency, letter, due_at) values ('kemenpanrb', gen_random_uuid(), now());
insert into notification.notice (agency, id, fact, resource, content, addressed_agency, position, told_at, due_at)
values ('kemenpanrb', gen_random_uuid(), 'x', 'x', '{}', 'kemenpanrb', 'x', now(), now());
insert into notification.delivery (agency, message, address, display_name, office, state, due_at)
select agency, id, 'x', 'x', 'x', 'waiting', now() from notification.message where agency = 'kemenpanrb'
on conflict do nothing;
insert into intake.register_entry (agency, id, registration_number, procedure, procedure_title, app_title, purpose,
    purpose_title, proposing_agency, proposing_agency_title, proposing_office_title, decision, decision_title,
    filed_at, decided_at, year)
select agency, id, 'x', 'x', 'x', 'x', 'x', 'x', proposing_agency, 'x', 'x', 'x', 'x', now(), now(), 2026
from intake.submission where agency = 'kemenpanrb' limit 1;

create function pg_temp.rights(asking text, settings jsonb, relation text, rows text) returns bigint[] language plpgsql as $$
declare
    setting record;
    found bigint;
    counts bigint[] := array[0, 0, 0];
begin
    begin
        for setting in select * from jsonb_each_text(settings) loop
            perform set_config('telaah.' || setting.key, setting.value, true);
        end loop;
        perform set_config('role', asking, true);
        execute format('select count(*) from %s where %s', relation, rows) into found;
        counts[1] := found;
        if asking <> 'auditor' then
            begin
                execute format('update %s set agency = agency where %s', relation, rows);
                get diagnostics found = row_count;
                counts[2] := found;
            exception when insufficient_privilege then
                counts[2] := 0;
            end;
            begin
                execute format('delete from %s where %s', relation, rows);
                get diagnostics found = row_count;
                counts[3] := found;
            exception when foreign_key_violation then
                counts[3] := -1;
            end;
        end if;
        raise exception using errcode = 'ZZ001';
    exception when sqlstate 'ZZ001' then
        return counts;
    end;
end
$$;

-- What each viewer may do with the rows of a table.
create function pg_temp.view(relation text, schema text, rows text) returns jsonb language sql as $$
    select jsonb_object_agg(asking || settings, pg_temp.rights(asking, settings, relation, rows))
    from (select schema as asking, settings from viewer union all select 'auditor', '{}') as viewers
$$;

-- What becomes of it without a policy, and with one that says yes to everything.
create function pg_temp.trial(policy text, relation text, schema text) returns text language plpgsql as $$
declare
    before jsonb := pg_temp.view(relation, schema, 'true');
    without jsonb;
    wide jsonb;
begin
    begin
        execute format('drop policy %I on %s', policy, relation);
        without := pg_temp.view(relation, schema, 'true');
        raise exception using errcode = 'ZZ002';
    exception when sqlstate 'ZZ002' then
        null;
    end;
    begin
        execute format('alter policy %I on %s using (true)', policy, relation);
        wide := pg_temp.view(relation, schema, 'true');
        raise exception using errcode = 'ZZ003';
    exception when sqlstate 'ZZ003' then
        null;
    end;
    return (select coalesce(string_agg(key || ': ' || value || ' without ' || (without -> key), '; '), 'nobody')
            from jsonb_each(before) where value <> without -> key)
        || '|' || (select count(*) from jsonb_each(before)
                   where key = schema || '{"agency": "kota-bandung"}' and value <> wide -> key);
end
$$;
