//! What the catalogue of a migrated database must not hold; each rule is broken once, to see it fail.

use anyhow::{Context as _, Result, ensure};
use journeys::own::Own;

/// The tables that relay, inbox and migration use for all agencies at once: the only ones without a forced policy.
pub(super) const PLATFORM: &str =
    "array['_platform_migrations', '_sqlx_migrations', 'inbox', 'outbox', 'outbox_lane', 'parked']";
/// What everyone may read: who there is, which days are worked, what can be asked for, what was decided.
pub(super) const PUBLIC: &str = "array['directory.agency', 'directory.calendar', 'directory.local_day',
    'intake.procedure', 'intake.register_entry']";
/// Each has its role and its schema.
const SERVICES: &str =
    "array['gateway', 'directory', 'intake', 'document', 'review', 'meeting', 'letter', 'notification']";
/// What runs with the owner's rights and so past every policy.
const DEFINERS: &str = "array['outbox_open_month']";

/// What must not be found, and changes after which it is.
struct Rule {
    /// Answers with a line for each thing that breaks it.
    breaches: &'static str,
    /// A change, and what is then named.
    broken_by: &'static [(&'static str, &'static str)],
}

const RULES: [Rule; 7] = [
    Rule {
        breaches: "select format('%s has no forced policy', class.oid::regclass)
            from pg_class class
            where relkind in ('r', 'p', 'f', 'v', 'm') and relnamespace in (select oid from own_schema)
              and not (relrowsecurity and relforcerowsecurity
                       and exists (select from pg_policy where polrelid = class.oid))
              and coalesce((select relname from pg_class where oid = pg_partition_root(class.oid)), relname)
                  <> all(PLATFORM)",
        broken_by: &[
            ("alter table letter.letter no force row level security", "letter.letter has no"),
            ("alter table review.task disable row level security", "review.task has no"),
            (
                "drop policy agency on gateway.session; drop policy auditor on gateway.session",
                "gateway.session has no",
            ),
            ("create table intake.note (agency text)", "intake.note has no"),
            ("create table public.note (agency text)", "note has no"),
            ("create view document.all_files as select * from document.file", "document.all_files has no"),
        ],
    },
    Rule {
        breaches: "select format('policy %s of %s lets everyone read or write', polname, polrelid::regclass)
            from pg_policy
            where (polroles <> array['auditor'::regrole::oid] or polcmd <> 'r') and polpermissive
              and not (polcmd = 'r' and polrelid::regclass::text = any(PUBLIC))
              and (polqual is null and polcmd <> 'a'
                   or pg_get_expr(polqual, polrelid) !~ 'current_setting\\(''telaah\\.'
                   or pg_get_expr(polwithcheck, polrelid) !~ 'current_setting\\(''telaah\\.'
                   or polcmd = 'a' and polwithcheck is null)",
        broken_by: &[
            ("create policy all_may on letter.letter using (true)", "policy all_may of letter.letter"),
            (
                "create policy all_see on intake.complaint for select using (agency <> '')",
                "policy all_see of intake",
            ),
            (
                "create policy all_write on directory.agency using (true)",
                "policy all_write of directory.agency",
            ),
            ("alter policy owner on document.file with check (true)", "policy owner of document.file"),
            (
                "create policy all_add on review.comment for insert with check (true)",
                "policy all_add of review",
            ),
            ("alter policy auditor on meeting.meeting to public", "policy auditor of meeting.meeting"),
        ],
    },
    Rule {
        breaches: "select format('%s is a superuser, passes policies, or makes roles or databases', rolname)
            from pg_roles
            where rolname in (select name from service union select 'auditor')
              and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)
            union all
            select format('%s has what is granted to %s', member::regrole, roleid::regrole) from pg_auth_members
            where member::regrole::text in (select name from service union select 'auditor')
            union all
            select format('%s has no role', name) from service
            where not exists (select from pg_roles where rolname = name)
            union all
            select format('schema %s is of no service', name) from own_schema
            where name not in (select name from service union select 'public')",
        broken_by: &[
            ("alter role review bypassrls", "review is a superuser"),
            ("alter role letter superuser", "letter is a superuser"),
            ("alter role intake createrole", "intake is a superuser"),
            ("alter role meeting createdb", "meeting is a superuser"),
            ("alter role auditor bypassrls", "auditor is a superuser"),
            ("grant pg_read_all_data to document", "document has what is granted to pg_read_all_data"),
            ("grant letter to review", "review has what is granted to letter"),
            ("create schema archive", "schema archive is of no service"),
        ],
    },
    Rule {
        breaches: "select format('%s owns %s', refobjid::regrole, pg_describe_object(classid, objid, objsubid))
            from pg_shdepend
            where deptype = 'o' and refclassid = 'pg_authid'::regclass
              and dbid in (0, (select oid from pg_database where datname = current_database()))
              and refobjid::regrole::text in (select name from service union select 'auditor')
            union all
            select format('%s may create in schema %s', service.name, own_schema.name) from service, own_schema
            where has_schema_privilege(service.name, own_schema.oid, 'create')
            union all
            select format('%s may create in the database', name) from service
            where has_database_privilege(name, current_database(), 'create')
            union all
            select format('%s passes policies with the owner''s rights', oid::regprocedure) from pg_proc
            where prosecdef and pronamespace in (select oid from own_schema) and proname <> all(DEFINERS)",
        broken_by: &[
            ("alter table letter.letter owner to letter", "letter owns table letter.letter"),
            (
                "grant create on schema review to review; alter schema review owner to review",
                "review owns schema review",
            ),
            ("alter function intake.words(text) owner to intake", "intake owns function intake.words"),
            ("grant create on schema public to document", "document may create in schema public"),
            ("do $$ begin execute format('grant create on database %I to gateway', current_database()); end $$",
             "gateway may create in the database"),
            ("alter function intake.words(text) security definer", "intake.words(text) passes policies"),
        ],
    },
    Rule {
        breaches: "select format('%s may use schema %s', role.name, own_schema.name) from service role, own_schema
            where own_schema.name not in (role.name, 'public')
              and has_schema_privilege(role.name, own_schema.oid, 'usage')
            union all
            select format('%s has rights on %s', role.name, class.oid::regclass)
            from service role, pg_class class join own_schema on own_schema.oid = relnamespace
            where own_schema.name <> role.name and relkind in ('r', 'p', 'f', 'v', 'm')
              and (has_table_privilege(role.name, class.oid,
                                       'select, insert, update, delete, truncate, references, trigger')
                   or has_any_column_privilege(role.name, class.oid, 'select, insert, update, references'))
            union all
            select format('%s has rights on sequence %s', role.name, class.oid::regclass)
            from service role, pg_class class join own_schema on own_schema.oid = relnamespace
            where own_schema.name <> role.name and relkind = 'S'
              and has_sequence_privilege(role.name, class.oid, 'usage, select, update')
            union all
            select format('%s may call %s', role.name, function.oid::regprocedure)
            from service role, pg_proc function join own_schema on own_schema.oid = pronamespace,
                 aclexplode(proacl) as granted
            where own_schema.name <> role.name and granted.grantee = role.name::regrole
            union all
            select format('%s will have rights on what is made later', granted.grantee::regrole)
            from pg_default_acl, aclexplode(defaclacl) as granted
            where granted.grantee = 0 or granted.grantee::regrole::text in (select name from service)",
        broken_by: &[
            ("grant usage on schema letter to review", "review may use schema letter"),
            ("grant usage on schema intake to public", "letter may use schema intake"),
            ("grant select on intake.submission to meeting", "meeting has rights on intake.submission"),
            ("grant update (title) on meeting.meeting to letter", "letter has rights on meeting.meeting"),
            (
                "grant usage on sequence letter.outbox_position_seq to gateway",
                "gateway has rights on sequence letter",
            ),
            ("grant execute on function intake.words(text) to review", "review may call intake.words"),
            ("alter default privileges in schema directory grant select on tables to intake",
             "intake will have rights"),
        ],
    },
    Rule {
        breaches: "select format('%s may do more than read and write rows of %s', role.name, class.oid::regclass)
            from service role, pg_class class
            where relnamespace in (select oid from own_schema) and relkind in ('r', 'p')
              and has_table_privilege(role.name, class.oid, 'truncate, references, trigger')
            union all
            select format('the auditor may change %s', class.oid::regclass) from pg_class class
            where relnamespace in (select oid from own_schema) and relkind in ('r', 'p')
              and (has_table_privilege('auditor', class.oid, 'insert, update, delete, truncate, references, trigger')
                   or has_any_column_privilege('auditor', class.oid, 'insert, update, references'))",
        broken_by: &[
            (
                "grant truncate on letter.letter to letter",
                "letter may do more than read and write rows of letter.letter",
            ),
            ("grant delete on review.audit to auditor", "the auditor may change review.audit"),
        ],
    },
    Rule {
        // Such a list grows with all that an agency ever read. With `offset 0` PostgreSQL looks at each row alone.
        breaches: "select format('policy %s of %s may gather a list for every statement', polname, polrelid::regclass)
            from pg_policy, pg_get_expr(polqual, polrelid) as condition
            where condition ~* '\\mselect\\M' and condition !~* 'offset 0'",
        broken_by: &[(
            "alter policy reader on document.file using (exists (select from document.reader
                 where file = id and reader_agency = current_setting('telaah.agency', true)))",
            "policy reader of document.file may gather",
        )],
    },
];

#[tokio::test]
async fn no_role_of_a_service_passes_a_policy_and_none_reaches_another_schema() -> Result<()> {
    let own = Own::start().await?;

    for Rule { breaches, broken_by } in RULES {
        let check = check(breaches);
        let found = own.past_services(&check)?;
        ensure!(found.is_empty(), "the catalogue:\n{found}");

        for (change, named) in broken_by {
            let broken = format!("begin; {change}; {check}; rollback");
            let found = own.past_services(&broken).with_context(|| (*change).to_owned())?;
            ensure!(found.contains(named), "after {change} {named:?} is not found: {found:?}");
        }
    }
    Ok(())
}

/// The statement that answers with what breaks a rule.
fn check(breaches: &str) -> String {
    let breaches =
        breaches.replace("PLATFORM", PLATFORM).replace("PUBLIC", PUBLIC).replace("DEFINERS", DEFINERS);
    format!(
        "with service as (select unnest({SERVICES}) as name),
              own_schema as (
                  select oid, nspname::text as name from pg_namespace
                  where nspname <> 'information_schema' and nspname !~ '^pg_'
              ) {breaches}"
    )
}
