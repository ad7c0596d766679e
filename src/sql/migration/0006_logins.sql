-- The three things that need CREATEROLE, and nothing else that does (DESIGN 9). They belong to
-- holdfast_logins, so that the owner of the tables never has CREATEROLE; they serve that owner only,
-- and touch only members of holdfast_person that hold nothing more. Each checks that by itself:
-- a helper that somebody else could replace would be a way around it.

RESET ROLE;

-- From version 16 on CREATEROLE alone does not let a role hand out membership of another.
DO $$
BEGIN
    IF current_setting('server_version_num')::integer >= 160000 THEN
        EXECUTE 'GRANT holdfast_person TO holdfast_logins WITH ADMIN TRUE, INHERIT FALSE, SET FALSE';
    END IF;
END $$;
CREATE SCHEMA logins AUTHORIZATION holdfast_logins;
COMMENT ON SCHEMA logins IS 'Making, disabling and re-keying the logins of persons; for holdfast_owner only.';

SET LOCAL ROLE holdfast_logins;

CREATE FUNCTION logins.create_login(login text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles r WHERE r.rolname = login) THEN
        IF NOT EXISTS (SELECT 1 FROM pg_roles r JOIN pg_auth_members m ON m.member = r.oid
                       WHERE r.rolname = login AND m.roleid = 'holdfast_person'::regrole
                         AND r.rolname !~ '^holdfast_' AND NOT r.rolsuper AND NOT r.rolcreaterole
                         AND NOT r.rolcreatedb AND NOT r.rolreplication AND NOT r.rolbypassrls) THEN
            RAISE EXCEPTION USING ERRCODE = 'HF412',
                MESSAGE = format('The login "%s" exists on this server and is not a person of Holdfast.', login),
                HINT = 'Choose another login for this person.';
        END IF;
        RETURN false;
    END IF;
    -- No password: nobody enters by it until one is set. A console needs three connections.
    EXECUTE format('CREATE ROLE %I LOGIN CONNECTION LIMIT 30 IN ROLE holdfast_person', login);
    RETURN true;
END $$;
COMMENT ON FUNCTION logins.create_login(text) IS
    'Makes a person''s login, without a password; false when it was there. HF412 when a role of that name exists that is no person of ours.';

CREATE FUNCTION logins.disable_login(login text, disabled boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles r JOIN pg_auth_members m ON m.member = r.oid
                   WHERE r.rolname = login AND m.roleid = 'holdfast_person'::regrole
                     AND r.rolname !~ '^holdfast_' AND NOT r.rolsuper AND NOT r.rolcreaterole
                     AND NOT r.rolcreatedb AND NOT r.rolreplication AND NOT r.rolbypassrls) THEN
        RAISE EXCEPTION USING ERRCODE = 'HF412',
            MESSAGE = format('"%s" is not the login of a person of Holdfast.', login),
            HINT = 'Publish the policy that names this person first.';
    END IF;
    EXECUTE format('ALTER ROLE %I %s', login, CASE WHEN disabled THEN 'NOLOGIN' ELSE 'LOGIN' END);
END $$;
COMMENT ON FUNCTION logins.disable_login(text, boolean) IS
    'Keeps a person''s login from connecting, or lets it again. HF412 when it is none of ours.';

CREATE FUNCTION logins.set_verifier(login text, verifier text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles r JOIN pg_auth_members m ON m.member = r.oid
                   WHERE r.rolname = login AND m.roleid = 'holdfast_person'::regrole
                     AND r.rolname !~ '^holdfast_' AND NOT r.rolsuper AND NOT r.rolcreaterole
                     AND NOT r.rolcreatedb AND NOT r.rolreplication AND NOT r.rolbypassrls) THEN
        RAISE EXCEPTION USING ERRCODE = 'HF412',
            MESSAGE = format('"%s" is not the login of a person of Holdfast.', login),
            HINT = 'Publish the policy that names this person first.';
    END IF;
    -- A password in clear would reach the server's log; only its verifier is taken.
    IF verifier !~ '^SCRAM-SHA-256\$[0-9]{4,7}:[A-Za-z0-9+/=]{16,}\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$' THEN
        RAISE EXCEPTION USING ERRCODE = 'HF400', MESSAGE = 'This is not a SCRAM-SHA-256 verifier.',
            HINT = 'Set passwords with \password in psql, which sends nothing else.';
    END IF;
    EXECUTE format('ALTER ROLE %I PASSWORD %L', login, verifier);
END $$;
COMMENT ON FUNCTION logins.set_verifier(text, text) IS
    'Gives a person''s login a password by its SCRAM-SHA-256 verifier, or none by NULL. HF412 when the login is none of ours, HF400 for anything else than a verifier.';

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA logins FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA logins TO holdfast_owner;
GRANT USAGE ON SCHEMA logins TO holdfast_owner;

RESET ROLE;
