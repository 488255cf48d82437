-- Runs a statement again in the name of an agency, and answers with what its plan found; nothing stays of it.
create temp table asked (at bigint, role text, statement text, parameters text) on commit drop;

create function pg_temp.touched(asking text, agency text, statement text, parameters text) returns jsonb
language plpgsql as $touched$
declare
    plan jsonb;
    failure text;
begin
    begin
        perform set_config('telaah.agency', agency, true);
        perform set_config('role', asking, true);
        if parameters = '' then
            execute 'explain (analyze, verbose, format json) ' || statement into plan;
        else
            execute 'prepare again as ' || statement;
            execute format('explain (analyze, verbose, format json) execute again(%s)', parameters) into plan;
        end if;
        raise exception using errcode = 'ZZ001';
    exception
        when sqlstate 'ZZ001' then
            null;
        -- A policy let nothing be written: the best of answers.
        when insufficient_privilege then
            plan := '[]';
        when others then
            failure := sqlerrm;
    end;
    if exists (select from pg_prepared_statements where name = 'again') then
        deallocate again;
    end if;
    return jsonb_build_object('plan', plan, 'error', failure);
end
$touched$;
