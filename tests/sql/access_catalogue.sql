-- What the catalogue says of who may do what (DESIGN 9). Nothing here knows a function by name that
-- it does not have to: whatever is added later is held to the same.
BEGIN;
SELECT no_plan();

-- Every privilege in the two inner schemas, with what PostgreSQL gives by default where nothing was said.
CREATE TEMPORARY VIEW granted AS
SELECT o.kind, o.name, coalesce(nullif(pg_get_userbyid(a.grantee), 'unknown (OID=0)'), 'PUBLIC') AS grantee, a.privilege_type, o.owner
FROM (
    SELECT 'schema' AS kind, n.nspname::text AS name, n.nspname AS schema, pg_get_userbyid(n.nspowner) AS owner, coalesce(n.nspacl, acldefault('n', n.nspowner)) AS acl
    FROM pg_namespace n
    UNION ALL SELECT 'relation', c.oid::regclass::text, n.nspname, pg_get_userbyid(c.relowner),
           coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner))
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    UNION ALL SELECT 'column', c.oid::regclass || '.' || a.attname, n.nspname, pg_get_userbyid(c.relowner), a.attacl
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE a.attacl IS NOT NULL
    UNION ALL SELECT 'function', p.oid::regprocedure::text, n.nspname, pg_get_userbyid(p.proowner), coalesce(p.proacl, acldefault('f', p.proowner))
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    UNION ALL SELECT 'type', t.oid::regtype::text, n.nspname, pg_get_userbyid(t.typowner), coalesce(t.typacl, acldefault('T', t.typowner))
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype IN ('e', 'd', 'r')
) o, aclexplode(o.acl) a
WHERE o.schema IN ('app', 'engine', 'api', 'logins');

CREATE TEMPORARY VIEW ours AS
SELECT n.nspname AS schema, p.oid::regprocedure::text AS name, pg_get_userbyid(p.proowner) AS owner, p.*
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN ('app', 'engine', 'api', 'logins');

-- Tables: row security forced, one policy, for the owner only.
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class c
                  WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)$$,
                'every table has forced row security');
SELECT is_empty($$SELECT c.oid::regclass, count(p.oid) FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
                  WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') GROUP BY c.oid
                  HAVING count(p.oid) <> 1 OR bool_or(p.polroles <> ARRAY['holdfast_owner'::regrole::oid] OR NOT p.polpermissive OR p.polcmd <> '*'
                         OR pg_get_expr(p.polqual, p.polrelid) <> 'true' OR pg_get_expr(p.polwithcheck, p.polrelid) <> 'true')$$,
                'every table has exactly one policy, to its owner');
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                  WHERE n.nspname IN ('engine', 'api', 'logins') AND c.relkind NOT IN ('c', 'i')$$, 'only the schema app has tables');
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                  WHERE n.nspname IN ('app', 'engine', 'api') AND pg_get_userbyid(c.relowner) <> 'holdfast_owner'$$, 'and one owner owns them');

-- Privileges.
SELECT is_empty($$SELECT * FROM granted g WHERE g.grantee = 'PUBLIC'$$, 'the public has no privilege in any of our schemas');
SELECT set_eq($$SELECT DISTINCT g.kind, CASE g.kind WHEN 'schema' THEN g.name ELSE split_part(g.name, '.', 1) END, g.privilege_type FROM granted g WHERE g.grantee = 'holdfast_person'$$,
              $$VALUES ('schema', 'api', 'USAGE'), ('function', 'api', 'EXECUTE')$$, 'a person may call functions of api and nothing else');
SELECT is_empty($$SELECT * FROM granted g WHERE g.grantee NOT IN ('holdfast_person', 'holdfast_owner', 'holdfast_logins')$$, 'and nobody else has anything');
SELECT is_empty($$SELECT * FROM granted g WHERE g.kind = 'function' AND g.name ~ '^(app|engine)\.' AND g.grantee <> 'holdfast_owner'$$, 'functions of app and engine are their owner''s');
SELECT is_empty($$SELECT o.name FROM ours o WHERE o.schema = 'api' AND NOT has_function_privilege('holdfast_person', o.oid, 'EXECUTE')$$, 'a person may call every function of api');
SELECT is_empty($$SELECT d.defaclobjtype, a.* FROM pg_default_acl d, aclexplode(d.defaclacl) a
                  WHERE d.defaclrole = 'holdfast_owner'::regrole AND a.grantee = 0$$, 'nothing made later is the public''s by default');
SELECT isnt_empty($$SELECT 1 FROM pg_default_acl d WHERE d.defaclrole = 'holdfast_owner'::regrole AND d.defaclnamespace = 0 AND d.defaclobjtype = 'f'$$, 'by global default privileges');

-- Functions.
CREATE TEMPORARY VIEW pinned AS SELECT ARRAY['standard_conforming_strings=on', 'DateStyle=ISO, YMD', 'TimeZone=UTC', 'IntervalStyle=postgres',
    'client_min_messages=notice', 'debug_print_plan=off'] AS settings;
SELECT is_empty($$SELECT o.name, o.proconfig FROM ours o, pinned WHERE o.schema = 'api'
                  AND (NOT o.prosecdef OR o.owner <> 'holdfast_owner'
                       OR o.proconfig[1:2] IS DISTINCT FROM '{"search_path=pg_catalog, pg_temp",lock_timeout=2s}'
                       OR EXISTS (SELECT 1 FROM unnest(o.proconfig[3:]) more
                                  WHERE more !~ '^(enable_[a-z]+|random_page_cost|jit|plan_cache_mode|join_collapse_limit)=' AND more <> ALL (pinned.settings)))$$,
                'every function of api is a definer''s, with search path and lock timeout pinned, and beside them words to the planner only');
SELECT is_empty($$SELECT o.name FROM ours o, pinned WHERE o.schema = 'api' AND NOT (o.proconfig @> pinned.settings AND o.provolatile = 'v')$$,
                'no setting of a session reaches into one, and each of its statements sees what is so now');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace
                  AND (p.proname ~ '^pg_(try_)?advisory_' OR p.proname IN ('pg_stat_get_tuples_fetched', 'pg_stat_get_xact_tuples_fetched', 'pg_relation_size', 'pg_database_size'))
                  AND has_function_privilege('holdfast_person', p.oid, 'EXECUTE')$$,
                'so are locks by number, and counters of what a call had to read');
SELECT is_empty($$SELECT o.name FROM ours o WHERE o.schema IN ('app', 'engine') AND (o.prosecdef OR o.owner <> 'holdfast_owner')$$, 'no inner function is a definer''s');
SELECT is_empty($$SELECT o.name FROM ours o WHERE o.schema = 'engine' AND o.proconfig IS NOT NULL$$, 'no inner function carries settings: they would keep it from being inlined');
SELECT is_empty($$SELECT o.name FROM ours o WHERE o.proleakproof$$, 'none claims to be leakproof');
SELECT is_empty($$SELECT o.name FROM ours o JOIN pg_language l ON l.oid = o.prolang WHERE l.lanname NOT IN ('sql', 'plpgsql')$$, 'all are in trusted languages');
SELECT is_empty($$SELECT o.name FROM ours o WHERE replace(o.prosrc, 'pg_has_role(current_user,', '') ~* '\m(current_user|current_role|user)\M'$$,
                'identity is session_user: what a definer''s function runs as is asked only for what it may do');
SELECT is_empty($$SELECT o.name FROM ours o WHERE o.schema IN ('engine', 'api') AND o.prosrc ~* '\mset\s+(local\s+)?(role|session)\M'$$, 'none changes who it is');
SELECT is_empty($$SELECT o.name FROM ours o WHERE o.schema IN ('api', 'engine', 'app', 'logins') AND obj_description(o.oid, 'pg_proc') IS NULL$$, 'every function says what it does');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc p WHERE p.prosecdef AND p.pronamespace NOT IN ('api'::regnamespace, 'logins'::regnamespace)
                  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')$$, 'there is no other definer''s function');

-- Roles.
SELECT is_empty($$SELECT r.rolname FROM pg_roles r WHERE r.rolname IN ('holdfast_owner', 'holdfast_person', 'holdfast_logins')
                  AND (r.rolsuper OR r.rolcanlogin OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls)$$, 'our roles have no powers over the server');
SELECT is(ARRAY(SELECT r.rolname::text FROM pg_roles r WHERE r.rolname ~ '^holdfast_' AND r.rolcreaterole), '{holdfast_logins}', 'holdfast_logins alone may make roles');
SELECT is_empty($$SELECT m.roleid::regrole, m.member::regrole FROM pg_auth_members m
                  WHERE m.member = 'holdfast_person'::regrole
                     OR m.member = 'holdfast_owner'::regrole AND m.roleid::regrole::text NOT IN ('pg_signal_backend', 'pg_read_all_stats')$$,
                'person is a member of nothing, the owner of nothing but what ends idle sessions');
SELECT is_empty($$SELECT m.member::regrole FROM pg_auth_members m WHERE m.roleid IN ('holdfast_owner'::regrole, 'holdfast_logins'::regrole)
                  AND EXISTS (SELECT 1 FROM app.staff s JOIN pg_roles r ON r.rolname = s.login WHERE r.oid = m.member)$$, 'no person is a member of owner or logins');
SELECT is_empty($$SELECT s.login FROM app.staff s JOIN pg_roles r ON r.rolname = s.login
                  WHERE r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication OR r.rolbypassrls
                     OR (SELECT array_agg(m.roleid::regrole::text) FROM pg_auth_members m WHERE m.member = r.oid) <> '{holdfast_person}'$$,
                'a person''s login holds holdfast_person and nothing else');
SELECT is(ARRAY(SELECT o.name FROM ours o WHERE o.owner = 'holdfast_logins' ORDER BY 1),
          ARRAY['logins.create_login(text)', 'logins.disable_login(text,boolean)', 'logins.set_verifier(text,text)'], 'holdfast_logins owns exactly three functions');
SELECT is_empty($$SELECT d.classid::regclass, d.objid FROM pg_shdepend d
                  WHERE d.refobjid = 'holdfast_logins'::regrole AND d.deptype = 'o' AND d.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                    AND NOT (d.classid = 'pg_proc'::regclass AND d.objid IN (SELECT o.oid FROM ours o WHERE o.schema = 'logins'))
                    AND NOT (d.classid = 'pg_namespace'::regclass AND d.objid = 'logins'::regnamespace)$$, 'and nothing more');
SELECT is_empty($$SELECT o.name FROM ours o WHERE o.schema = 'logins' AND (NOT o.prosecdef OR o.proconfig IS DISTINCT FROM '{"search_path=pg_catalog, pg_temp"}'
                       OR has_function_privilege('holdfast_person', o.oid, 'EXECUTE') OR NOT has_function_privilege('holdfast_owner', o.oid, 'EXECUTE'))$$,
                'they serve the owner of the tables, and no person');

-- The database around it. A clone does not inherit the grants on its database, so they are read where it was migrated.
CREATE TEMPORARY VIEW home AS
SELECT d.oid, d.datname, d.datdba, d.datacl FROM pg_database d WHERE d.datname IN ('holdfast', current_database())
ORDER BY d.datname = 'holdfast' DESC LIMIT 1;
SELECT is_empty($$SELECT a.privilege_type FROM home h, aclexplode(coalesce(h.datacl, acldefault('d', h.datdba))) a WHERE a.grantee = 0$$, 'the public has nothing on the database');
SELECT is(ARRAY(SELECT a.privilege_type FROM home h, aclexplode(h.datacl) a WHERE a.grantee = 'holdfast_person'::regrole), '{CONNECT}', 'a person may connect: no temporary tables, no schemas');
SELECT is_empty($$SELECT n.nspname FROM pg_namespace n WHERE n.nspname !~ '^pg_' AND has_schema_privilege('holdfast_person', n.oid, 'CREATE')$$, 'a person makes nothing in any schema');
SELECT is_empty($$SELECT a.privilege_type FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a WHERE n.nspname = 'public' AND a.grantee = 0$$, 'the schema public is nobody''s');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace
                  AND (p.proname LIKE 'lo\_%' OR p.proname IN ('loread', 'lowrite')) AND has_function_privilege('holdfast_person', p.oid, 'EXECUTE')$$,
                'large objects are out of reach');

-- The record.
SELECT is_empty($$SELECT t.relation, t.name FROM (
                      SELECT c.oid AS relation, n.name FROM pg_class c, unnest('{append_only,append_only_truncate}'::text[]) n(name)
                      WHERE c.oid = 'app.ledger'::regclass OR c.oid IN (SELECT i.inhrelid FROM pg_inherits i WHERE i.inhparent = 'app.ledger'::regclass)) t
                  LEFT JOIN pg_trigger g ON g.tgrelid = t.relation AND g.tgname = t.name AND g.tgfoid = 'app.refuse_change()'::regprocedure
                  WHERE g.tgenabled IS DISTINCT FROM 'A'$$, 'the record and each of its partitions is append-only, always');
SELECT throws_ok(format('%s app.ledger%s', verb, rest), 'HF412', NULL, verb || ' is refused even to a superuser')
FROM (VALUES ('DELETE FROM', ''), ('UPDATE', ' SET detail = ''{}'''), ('TRUNCATE', '')) v(verb, rest);
SELECT throws_ok(format('TRUNCATE %s', i.inhrelid::regclass), 'HF412', NULL, 'and for the partition ' || i.inhrelid::regclass)
FROM pg_inherits i WHERE i.inhparent = 'app.ledger'::regclass AND i.inhrelid::regclass::text ~ '(default|2611)$';

-- Whoever is none of ours is answered alike at every door, before any argument is looked at.
CREATE FUNCTION pg_temp.stranger_says(login text) RETURNS TABLE (name text, answer text) LANGUAGE sql AS $$
    SELECT o.name, tests.error_as(login, format('SELECT * FROM api.%I(%s)', o.proname,
        (SELECT string_agg('NULL::' || format_type(t, NULL), ', ' ORDER BY no) FROM unnest(o.proargtypes::oid[]) WITH ORDINALITY a(t, no))))
    FROM ours o WHERE o.schema = 'api' AND o.proname <> 'hello'
$$;
CREATE ROLE t_stranger LOGIN IN ROLE holdfast_person;
UPDATE app.staff SET disabled_at = app.now() WHERE login = 'wes';
UPDATE app.staff SET active = false WHERE login = 'bea';
SELECT is_empty(format($$SELECT * FROM pg_temp.stranger_says(%L) s WHERE s.answer <> 'HF404: There is no such item, or it is not yours to see.'$$, who), why)
FROM (VALUES ('t_stranger', 'a login that no policy names gets one answer everywhere'), ('wes', 'somebody disabled gets it too'), ('bea', 'and so does a leaver')) w(who, why);
-- And nothing inside can be reached around the doors.
SELECT matches(tests.error_as('maria', statement), '^42501', statement) FROM unnest(ARRAY[
    'SELECT count(*) FROM app.task', 'SELECT yaml FROM app.policy_revision', 'SELECT engine.my_roles(1)', 'UPDATE app.time_setting SET frozen = now()',
    'INSERT INTO app.role_holder VALUES (1, 1, 1)', 'CREATE SCHEMA t', 'CREATE TABLE public.t (x int)',
    'SELECT lo_create(0)', 'SELECT app.now()', 'SET ROLE holdfast_owner', 'ALTER ROLE maria CREATEROLE', 'GRANT holdfast_owner TO maria']) statement;
SELECT * FROM finish();
ROLLBACK;
