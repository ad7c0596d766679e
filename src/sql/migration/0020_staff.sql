-- Coming and going: sign-ins, whose password is whose own, and what passed from one person to
-- another when somebody left or went away for long.

ALTER TABLE app.staff
    ADD COLUMN password_at timestamptz,
    ADD COLUMN must_choose boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN app.staff.password_at IS 'when a password was last set through Holdfast; the server alone knows of others';
COMMENT ON COLUMN app.staff.must_choose IS 'the password was given by an administrator: nothing is done with it but choosing an own one';

CREATE TABLE app.sign_in (
    staff_id integer PRIMARY KEY REFERENCES app.staff,
    at timestamptz NOT NULL
);
COMMENT ON TABLE app.sign_in IS 'When somebody last signed in, to about an hour; apart from app.staff, whose rows carry the record.';

CREATE TABLE app.handover (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    staff_id integer NOT NULL REFERENCES app.staff,
    leaves boolean NOT NULL,
    heir_id integer REFERENCES app.staff,
    heir_role_id integer REFERENCES app.role,
    at timestamptz NOT NULL,
    by_whom text NOT NULL,
    ended_at timestamptz
);
COMMENT ON TABLE app.handover IS 'Somebody''s work passed on: because they were disabled (leaves), or are away for long.';
COMMENT ON COLUMN app.handover.heir_id IS 'who was named to take over; with heir_role_id NULL too: each item''s own role';
COMMENT ON COLUMN app.handover.ended_at IS 'the login was enabled again; what had passed on stayed where it was';
CREATE INDEX handover_staff ON app.handover (staff_id, at);

CREATE TABLE app.handover_item (
    handover_id bigint NOT NULL REFERENCES app.handover,
    what text NOT NULL CHECK (what IN ('item', 'request', 'area', 'message')),
    id bigint NOT NULL,
    PRIMARY KEY (handover_id, what, id)
);
COMMENT ON TABLE app.handover_item IS 'What passed on: tasks owned (item) or asked for (request), areas of plans, messages not read or not answered.';

-- A statement that fails is written to the server's log with what it ran inside, so the one that
-- holds the verifier never fails: it gives way to a sentence of its own.
RESET ROLE;
SET LOCAL ROLE holdfast_logins;
CREATE OR REPLACE FUNCTION logins.set_verifier(login text, verifier text) RETURNS void
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
            HINT = 'Set passwords with holdfast staff passwd, which makes one where you type.';
    END IF;
    BEGIN
        EXECUTE format('ALTER ROLE %I PASSWORD %L', login, verifier);
    EXCEPTION WHEN query_canceled OR OTHERS THEN
        RAISE EXCEPTION USING ERRCODE = 'HF409',
            MESSAGE = format('The server did not take the password of "%s".', login),
            HINT = 'Try again; if it stays so, ask whoever runs the server.';
    END;
END $$;
RESET ROLE;
SET LOCAL ROLE holdfast_owner;

SELECT app.protect();
