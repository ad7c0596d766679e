-- Who and what the policy in force says: organisations, people, roles, services, service levels,
-- ladders, calendars. Written by publish only (and, for cover, intake and duty, by their steps).
-- Small dictionaries: int ids inside, the policy's ids as code. Nothing is deleted: what left the
-- policy is inactive, so that the record keeps its names.

CREATE TABLE app.policy_revision (
    number integer PRIMARY KEY,
    yaml text NOT NULL,
    policy jsonb NOT NULL,
    digest bytea NOT NULL,
    published_at timestamptz NOT NULL,
    published_by text NOT NULL
);

CREATE TABLE app.calendar (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE,
    current_version integer,
    active boolean NOT NULL DEFAULT true
);
CREATE TABLE app.calendar_version (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    calendar_id integer NOT NULL REFERENCES app.calendar,
    digest bytea NOT NULL,
    timezone text NOT NULL,
    definition jsonb NOT NULL,
    laid_from date NOT NULL,
    laid_to date NOT NULL,
    UNIQUE (calendar_id, digest)
);
COMMENT ON TABLE app.calendar_version IS
    'A calendar''s content, found by its digest. A clock pins the version that was current when its stage was entered (DESIGN 5).';
ALTER TABLE app.calendar ADD FOREIGN KEY (current_version) REFERENCES app.calendar_version;
CREATE TABLE app.calendar_span (
    version_id integer NOT NULL REFERENCES app.calendar_version,
    opens timestamptz NOT NULL,
    closes timestamptz NOT NULL,
    open_seconds_before bigint NOT NULL,
    day_no integer NOT NULL,
    last_of_day boolean NOT NULL,
    PRIMARY KEY (version_id, opens),
    CHECK (closes > opens)
);
CREATE INDEX calendar_span_seconds ON app.calendar_span (version_id, open_seconds_before);
CREATE INDEX calendar_span_day ON app.calendar_span (version_id, day_no) WHERE last_of_day;
CREATE INDEX calendar_span_closes ON app.calendar_span (version_id, closes);
COMMENT ON TABLE app.calendar_span IS
    'Opening times laid out, with the open seconds and open days before each: business time is one index probe (DESIGN 5).';

CREATE TABLE app.organization (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE,
    name text NOT NULL,
    sector text NOT NULL,
    calendar_id integer NOT NULL REFERENCES app.calendar,
    phone text,
    active boolean NOT NULL DEFAULT true
);
CREATE TABLE app.staff (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login text NOT NULL UNIQUE,
    name text NOT NULL,
    organization_id integer NOT NULL REFERENCES app.organization,
    email text,
    phone text,
    active boolean NOT NULL DEFAULT true,
    disabled_at timestamptz,
    ledger_seq integer NOT NULL DEFAULT 0,
    ledger_head bytea NOT NULL DEFAULT ''
);
COMMENT ON COLUMN app.staff.active IS 'in the policy in force; disabled_at is the database''s own and no publish clears it (DESIGN 7)';
CREATE TABLE app.role (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE,
    name text NOT NULL,
    organization_id integer NOT NULL REFERENCES app.organization,
    supervisor_role_id integer REFERENCES app.role,
    duties text[] NOT NULL,
    calendar_id integer REFERENCES app.calendar,
    active boolean NOT NULL DEFAULT true
);
COMMENT ON COLUMN app.role.calendar_id IS 'the role''s own hours; NULL: those of its organisation';
CREATE TABLE app.role_holder (
    role_id integer NOT NULL REFERENCES app.role,
    staff_id integer NOT NULL REFERENCES app.staff,
    rank integer NOT NULL,
    PRIMARY KEY (role_id, staff_id)
);
CREATE INDEX role_holder_staff ON app.role_holder (staff_id);
CREATE TABLE app.coverage (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    staff_id integer NOT NULL REFERENCES app.staff,
    cover_id integer REFERENCES app.staff,
    starts timestamptz NOT NULL,
    ends timestamptz NOT NULL,
    created_by text NOT NULL,
    CHECK (ends > starts)
);
COMMENT ON TABLE app.coverage IS 'staff_id is away from starts to ends; cover_id stands in for all of their roles, NULL: nobody was named';
CREATE INDEX coverage_staff ON app.coverage (staff_id, ends);
CREATE TABLE app.role_on_duty (
    role_id integer PRIMARY KEY REFERENCES app.role,
    staff_id integer REFERENCES app.staff,
    how text NOT NULL CHECK (how IN ('holder', 'cover', 'next', 'supervisor', 'coordinator', 'on_call', 'nobody')),
    since timestamptz NOT NULL
);
COMMENT ON TABLE app.role_on_duty IS
    'Who answers for a role now: first present holder, else cover, else next holder, else supervisor, coordinator, on call. how from supervisor on means: owner away, nobody covers.';
CREATE INDEX role_on_duty_staff ON app.role_on_duty (staff_id);

CREATE TABLE app.domain (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE,
    name text NOT NULL,
    owner_role_id integer NOT NULL REFERENCES app.role,
    active boolean NOT NULL DEFAULT true
);
CREATE TABLE app.ladder (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL,
    digest bytea NOT NULL,
    current boolean NOT NULL DEFAULT true,
    UNIQUE (code, digest)
);
CREATE UNIQUE INDEX ladder_current ON app.ladder (code) WHERE current;
COMMENT ON TABLE app.ladder IS 'A ladder''s content is never changed: a new text is a new row, so running clocks keep theirs.';
CREATE TABLE app.rung (
    ladder_id integer NOT NULL REFERENCES app.ladder,
    no integer NOT NULL CHECK (no > 0),
    at_share numeric CHECK (at_share >= 0),
    at_after text,
    action app.rung_action NOT NULL,
    to_kind text NOT NULL CHECK (to_kind IN ('role', 'owner', 'owner.supervisor', 'requester', 'coordinator', 'on_call')),
    to_role_id integer REFERENCES app.role,
    channels text[] NOT NULL,
    repeat text,
    patience text,
    PRIMARY KEY (ladder_id, no),
    CHECK ((at_share IS NULL) <> (at_after IS NULL)),
    CHECK ((to_kind = 'role') = (to_role_id IS NOT NULL))
);
COMMENT ON COLUMN app.rung.at_share IS 'share of the target: 0.75 is 75%';
COMMENT ON COLUMN app.rung.at_after IS 'duration after due, as the policy writes it without the plus: 1h';
CREATE TABLE app.service_level (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE,
    active boolean NOT NULL DEFAULT true
);
CREATE TABLE app.service_level_stage (
    level_id integer NOT NULL REFERENCES app.service_level,
    priority app.priority NOT NULL,
    stage app.stage NOT NULL,
    target text NOT NULL,
    ladder_id integer REFERENCES app.ladder,
    PRIMARY KEY (level_id, priority, stage)
);
COMMENT ON TABLE app.service_level_stage IS 'The fall-through to the next less urgent priority is already resolved here.';
CREATE TABLE app.service_type (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE,
    name text NOT NULL,
    short text,
    domain_id integer NOT NULL REFERENCES app.domain,
    level_id integer NOT NULL REFERENCES app.service_level,
    category text NOT NULL DEFAULT 'general',
    requires text[] NOT NULL DEFAULT '{}',
    codes text[] NOT NULL DEFAULT '{}',
    active boolean NOT NULL DEFAULT true
);
COMMENT ON COLUMN app.service_type.codes IS 'what requests from elsewhere call it, as system|code (FHIR Coding)';
COMMENT ON COLUMN app.service_type.short IS 'as narrow lists show it; NULL: the name';
CREATE TABLE app.service (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE,
    name text NOT NULL,
    service_type_id integer NOT NULL REFERENCES app.service_type,
    owner_role_id integer NOT NULL REFERENCES app.role,
    organization_id integer NOT NULL REFERENCES app.organization,
    areas text[] NOT NULL,
    rank integer NOT NULL,
    active boolean NOT NULL DEFAULT true,
    closed_since timestamptz,
    closed_until timestamptz,
    closed_reason text,
    ledger_seq integer NOT NULL DEFAULT 0,
    ledger_head bytea NOT NULL DEFAULT ''
);
CREATE INDEX service_type_rank ON app.service (service_type_id, rank) WHERE active;
COMMENT ON COLUMN app.service.areas IS 'postal codes served: exact ("02210") or beginnings ("021*"); "*" is everywhere';
COMMENT ON COLUMN app.service.closed_since IS 'intake closed since; open again at closed_until, or by hand where that is NULL';
CREATE TABLE app.reason (
    list text NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    position integer NOT NULL,
    active boolean NOT NULL DEFAULT true,
    PRIMARY KEY (list, code)
);
CREATE TABLE app.reason_list (
    list text PRIMARY KEY,
    default_code text,
    ask boolean NOT NULL DEFAULT false
);
CREATE TABLE app.reason_default (
    list text NOT NULL,
    role_id integer NOT NULL REFERENCES app.role,
    code text NOT NULL,
    PRIMARY KEY (list, role_id),
    FOREIGN KEY (list, code) REFERENCES app.reason
);
CREATE TABLE app.outcome (
    code text PRIMARY KEY,
    name text NOT NULL,
    helped boolean NOT NULL,
    position integer NOT NULL,
    active boolean NOT NULL DEFAULT true
);
CREATE TABLE app.basis_rule (
    position integer PRIMARY KEY,
    from_kind text NOT NULL CHECK (from_kind IN ('organization', 'sector', 'any')),
    from_party text NOT NULL,
    to_kind text NOT NULL CHECK (to_kind IN ('organization', 'sector', 'any')),
    to_party text NOT NULL,
    category text NOT NULL,
    basis text NOT NULL
);
COMMENT ON TABLE app.basis_rule IS
    'What may be disclosed from whom to whom on which basis: the first row by position that fits decides, none: refused (rule 11). Category * never covers substance_use.';
CREATE TABLE app.network (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    name text NOT NULL,
    timezone text NOT NULL,
    coordinator_role_id integer NOT NULL REFERENCES app.role,
    on_call_role_id integer NOT NULL REFERENCES app.role,
    compliance_role_id integer NOT NULL REFERENCES app.role,
    operational_owner_id integer NOT NULL REFERENCES app.staff,
    undo_within interval NOT NULL,
    idle_lock interval NOT NULL,
    revision integer NOT NULL REFERENCES app.policy_revision,
    ledger_seq integer NOT NULL DEFAULT 0,
    ledger_head bytea NOT NULL DEFAULT ''
);
CREATE TABLE app.network_level (
    kind app.task_kind PRIMARY KEY,
    level_id integer NOT NULL REFERENCES app.service_level
);
COMMENT ON TABLE app.network_level IS 'which service level the tasks have that the program itself opens (network.levels of the policy)';

SELECT app.protect();
