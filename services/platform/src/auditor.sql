-- What an auditor may do: read the rows of every agency in the schema of {service}, and change nothing.
do $$
begin
    create role auditor login;
exception when duplicate_object or unique_violation then
    null;
end
$$;
alter role auditor nosuperuser nobypassrls nocreatedb nocreaterole;
alter role auditor set default_transaction_read_only = on;
grant usage on schema {service} to auditor;
grant select on all tables in schema {service} to auditor;
revoke all on {service}._platform_migrations, {service}._sqlx_migrations from auditor;

-- Row-level security binds it like everyone: each table says that it may read.
do $$
declare
    name text;
begin
    for name in
        select relname from pg_class
        where relnamespace = '{service}'::regnamespace and relkind in ('r', 'p') and relrowsecurity
          and not exists (select from pg_policy where polrelid = pg_class.oid and polname = 'auditor')
    loop
        execute format('create policy auditor on {service}.%I for select to auditor using (true)', name);
    end loop;
end
$$;
