-- The record: what happened, in a hash chain per entity; words and personal data apart, erasable.

CREATE SEQUENCE app.ledger_sequence;
CREATE TABLE app.ledger (
    id bigint NOT NULL,
    at timestamptz NOT NULL,
    real_at timestamptz NOT NULL,
    entity_kind text NOT NULL CHECK (entity_kind IN ('task', 'individual', 'service', 'staff', 'network')),
    entity_id bigint NOT NULL,
    seq integer NOT NULL,
    actor_id integer,
    actor text NOT NULL,
    action text NOT NULL,
    individual_id bigint,
    version integer,
    from_status text,
    to_status text,
    detail jsonb NOT NULL DEFAULT '{}',
    private_digest bytea,
    request_id uuid,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
COMMENT ON TABLE app.ledger IS
    'Append-only. previous is the hash of the entity''s entry before (empty for its first), hash covers every column (engine.ledger_hash). detail holds codes, ids, dates; never words a person typed, never a name.';
COMMENT ON COLUMN app.ledger.at IS 'app.now() of the step; real_at is the machine''s time';
COMMENT ON COLUMN app.ledger.actor IS 'login, or sweep, or the server''s owner';
CREATE INDEX ledger_entity ON app.ledger (entity_kind, entity_id, seq);
CREATE INDEX ledger_individual ON app.ledger (individual_id, at) WHERE individual_id IS NOT NULL;
CREATE INDEX ledger_actor ON app.ledger (actor_id, at) WHERE actor_id IS NOT NULL;

CREATE TABLE app.ledger_private (
    entry_id bigint PRIMARY KEY,
    salt bytea NOT NULL,
    body jsonb NOT NULL
);
COMMENT ON TABLE app.ledger_private IS
    'Words and personal data of an entry; the chain holds sha256(salt || body text), so a lawful erasure leaves it whole (DESIGN 8).';

CREATE FUNCTION app.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'HF412', MESSAGE = 'The record is only ever added to.',
        HINT = 'Correct a mistake by a step of its own: it is kept beside what it corrects.';
END $$;
COMMENT ON FUNCTION app.refuse_change() IS 'Trigger: refuses UPDATE, DELETE and TRUNCATE (rule 9).';

CREATE FUNCTION app.make_ledger_partition(month date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    first date := date_trunc('month', month)::date;
    partition text := format('ledger_%s', to_char(first, 'YYYYMM'));
BEGIN
    IF to_regclass('app.' || partition) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE app.%I PARTITION OF app.ledger FOR VALUES FROM (%L) TO (%L)', partition,
                   first::timestamp AT TIME ZONE 'UTC', (first + interval '1 month') AT TIME ZONE 'UTC');
    PERFORM app.guard_append_only(('app.' || partition)::regclass);
    PERFORM app.protect();
    RETURN true;
END $$;
COMMENT ON FUNCTION app.make_ledger_partition(date) IS
    'Makes the ledger''s partition of that month, guarded and protected; false when it was there. DDL: migrate, publish and the sweep service only.';

CREATE FUNCTION app.guard_append_only(t regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- A partition receives its row trigger from the parent, but not its statement trigger, and
    -- ALWAYS is set on each by itself.
    IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_trigger g WHERE g.tgrelid = t AND g.tgname = 'append_only') THEN
        EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION app.refuse_change()', t);
    END IF;
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change()', t);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER append_only', t);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER append_only_truncate', t);
END $$;
COMMENT ON FUNCTION app.guard_append_only(regclass) IS 'Makes a table append-only by ENABLE ALWAYS triggers (DESIGN 8).';

CREATE TABLE app.ledger_default PARTITION OF app.ledger DEFAULT;
SELECT app.guard_append_only('app.ledger');
SELECT app.guard_append_only('app.ledger_default');
-- 36 months back for imports, 13 ahead.
SELECT app.make_ledger_partition((date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC') + make_interval(months => m))::date)
FROM generate_series(-36, 13) m;

CREATE TABLE app.request (
    staff_id integer NOT NULL,
    id uuid NOT NULL,
    arguments_digest bytea NOT NULL,
    answer jsonb NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (staff_id, id)
);
COMMENT ON TABLE app.request IS
    'Answers by (login, request id): the same again gives the first answer, other arguments HF422, errors are not kept. at is real time; pruned after 30 days.';
CREATE INDEX request_at ON app.request (at);

CREATE TABLE app.hint_gate (
    organization_id integer PRIMARY KEY REFERENCES app.organization,
    last_at timestamptz NOT NULL
);
COMMENT ON TABLE app.hint_gate IS 'throttles NOTIFY to one per organisation and 250 ms of real time (DESIGN 10)';
CREATE TABLE app.sweep_lead (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    last_at timestamptz NOT NULL DEFAULT '-infinity',
    duty_at timestamptz NOT NULL DEFAULT '-infinity',
    chores_at timestamptz NOT NULL DEFAULT '-infinity'
);
COMMENT ON TABLE app.sweep_lead IS 'one row, locked SKIP LOCKED by the sweep that does the once-for-all work';
COMMENT ON COLUMN app.sweep_lead.last_at IS 'the last sweep, real time, to about a second';
COMMENT ON COLUMN app.sweep_lead.duty_at IS 'app.now() of the sweep that last looked at who is on duty';
COMMENT ON COLUMN app.sweep_lead.chores_at IS 'real time of the last pruning and laying out of calendars';
INSERT INTO app.sweep_lead DEFAULT VALUES;

SELECT app.protect();
