-- What a service may do: work on the rows of its own schema.
do $$
begin
    create role {service} login;
exception when duplicate_object or unique_violation then
    null;
end
$$;
alter role {service} nosuperuser nobypassrls nocreatedb nocreaterole;
grant usage on schema {service} to {service};
grant select, insert, update, delete on all tables in schema {service} to {service};
grant execute on function {service}.outbox_open_month(timestamptz) to {service};
revoke execute on function {service}.outbox_open_month(timestamptz) from public;
alter function {service}.outbox_open_month(timestamptz) set search_path = {service};
revoke all on {service}._platform_migrations, {service}._sqlx_migrations from {service};
