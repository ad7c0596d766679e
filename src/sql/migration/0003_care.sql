-- About whom and what: individuals, referrals, tasks and their clocks.
-- task stays narrow: it carries what the queue sorts and filters by; the words are elsewhere.

CREATE TABLE app.individual (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    family text NOT NULL,
    given text NOT NULL DEFAULT '',
    birth_date date,
    gender text,
    language text NOT NULL DEFAULT 'en',
    interpreter boolean NOT NULL DEFAULT false,
    deceased_at timestamptz,
    address text,
    city text,
    postal_code text,
    safe_note text,
    organization_id integer REFERENCES app.organization,
    created_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    ledger_seq integer NOT NULL DEFAULT 0,
    ledger_head bytea NOT NULL DEFAULT ''
);
COMMENT ON COLUMN app.individual.address IS 'where the person is now or will be after discharge: it routes referrals';
COMMENT ON COLUMN app.individual.safe_note IS 'what whoever calls or visits must know first: never call while …, dog';
COMMENT ON COLUMN app.individual.organization_id IS 'who entered the person';
CREATE INDEX individual_name ON app.individual (lower(family) text_pattern_ops, lower(given) text_pattern_ops);
CREATE INDEX individual_given ON app.individual (lower(given) text_pattern_ops);
CREATE INDEX individual_birth ON app.individual (birth_date);
CREATE TABLE app.identifier (
    system text NOT NULL,
    value text NOT NULL,
    individual_id bigint NOT NULL REFERENCES app.individual,
    kind text,
    PRIMARY KEY (system, value)
);
CREATE INDEX identifier_individual ON app.identifier (individual_id);
CREATE TABLE app.contact (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    individual_id bigint NOT NULL REFERENCES app.individual,
    name text,
    relation text NOT NULL DEFAULT 'self',
    phone text,
    safe boolean NOT NULL DEFAULT true,
    may_decide boolean NOT NULL DEFAULT false,
    note text,
    rank integer NOT NULL DEFAULT 1
);
COMMENT ON COLUMN app.contact.safe IS 'may be rung and spoken to; an unsafe number is shown as one not to ring';
CREATE INDEX contact_individual ON app.contact (individual_id, rank);

CREATE TABLE app.referral (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    individual_id bigint NOT NULL REFERENCES app.individual,
    service_type_id integer NOT NULL REFERENCES app.service_type,
    category text NOT NULL,
    priority app.priority NOT NULL,
    needed_by timestamptz,
    context text,
    provided jsonb NOT NULL DEFAULT '{}',
    requester_staff_id integer NOT NULL REFERENCES app.staff,
    requester_role_id integer NOT NULL REFERENCES app.role,
    requester_organization_id integer NOT NULL REFERENCES app.organization,
    basis text NOT NULL,
    duplicate_reason text,
    need_since timestamptz NOT NULL,
    need_met_at timestamptz,
    closed_at timestamptz,
    outcome text REFERENCES app.outcome,
    outcome_source text CHECK (outcome_source IN ('provider', 'person')),
    attempts integer NOT NULL DEFAULT 1,
    void boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    asked_once boolean NOT NULL DEFAULT false
);
COMMENT ON COLUMN app.referral.need_since IS 'the need''s own clock: from the request until service starts (need_met_at); it never restarts (rule 3)';
COMMENT ON COLUMN app.referral.asked_once IS 'an ask pauses the clock once per referral, capped';
CREATE INDEX referral_individual ON app.referral (individual_id, service_type_id);
CREATE INDEX referral_open_duplicate ON app.referral (individual_id, service_type_id) WHERE closed_at IS NULL AND NOT void;

CREATE TABLE app.task (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    kind app.task_kind NOT NULL,
    status app.task_status NOT NULL DEFAULT 'requested',
    priority app.priority NOT NULL,
    stage app.stage NOT NULL,
    version integer NOT NULL DEFAULT 1,
    referral_id bigint REFERENCES app.referral,
    attempt integer CHECK ((attempt IS NOT NULL) = (kind = 'referral')),
    individual_id bigint NOT NULL REFERENCES app.individual,
    service_type_id integer REFERENCES app.service_type,
    service_id integer REFERENCES app.service,
    category text NOT NULL DEFAULT 'general',
    owner_role_id integer NOT NULL REFERENCES app.role,
    owner_staff_id integer REFERENCES app.staff,
    owner_organization_id integer NOT NULL REFERENCES app.organization,
    former_role_id integer REFERENCES app.role,
    former_staff_id integer REFERENCES app.staff,
    requester_staff_id integer REFERENCES app.staff,
    requester_role_id integer REFERENCES app.role,
    requester_organization_id integer REFERENCES app.organization,
    level_id integer REFERENCES app.service_level,
    parent_id bigint REFERENCES app.task,
    need_since timestamptz NOT NULL,
    needed_by timestamptz,
    stage_since timestamptz NOT NULL,
    clock_id bigint,
    due timestamptz,
    sort_at timestamptz NOT NULL,
    waiting_on text,
    hold_until timestamptz,
    held_from app.task_status,
    returned_at timestamptz,
    label text,
    created_at timestamptz NOT NULL,
    closed_at timestamptz,
    revision integer,
    ledger_seq integer NOT NULL DEFAULT 0,
    ledger_head bytea NOT NULL DEFAULT '',
    CHECK ((status = 'on-hold') = (hold_until IS NOT NULL)),
    CHECK ((status = 'on-hold') = (waiting_on IS NOT NULL)),
    CHECK ((status = 'on-hold') = (held_from IS NOT NULL)),
    CHECK ((closed_at IS NULL) = (status IN ('requested', 'accepted', 'in-progress', 'on-hold'))),
    CHECK (kind <> 'referral' OR referral_id IS NOT NULL)
) WITH (fillfactor = 50);
COMMENT ON TABLE app.task IS 'One request to one owner role (FHIR Task). Half of each page is left free: a sweep rewrites neighbours together, and in place no index is touched. References: R-<referral>[.<attempt>] for tries, T-<id> for the rest.';
COMMENT ON COLUMN app.task.former_role_id IS 'owner before the last transfer, claim or assignment: where `return` sends it';
COMMENT ON COLUMN app.task.parent_id IS 'the task whose step opened this one';
COMMENT ON COLUMN app.task.sort_at IS 'due; on hold: hold_until; without a deadline: as if due one business day after entering the stage (rule 2)';
COMMENT ON COLUMN app.task.returned_at IS 'when its waiting ended by itself: the group "wait is over, came back" until somebody acts';
COMMENT ON COLUMN app.task.label IS 'what a task that is no referral asks for, in plain words without personal data; NULL: the service type''s name';
CREATE UNIQUE INDEX task_attempt ON app.task (referral_id, attempt) WHERE kind = 'referral';
CREATE INDEX task_referral ON app.task (referral_id) WHERE referral_id IS NOT NULL;
CREATE INDEX task_individual ON app.task (individual_id, id);
CREATE INDEX task_parent ON app.task (parent_id) WHERE parent_id IS NOT NULL;
-- Open tasks in the order of the queue, for each way of looking at them. They carry what decides
-- who sees a task and what Today's groups and the queue's filters ask, so that counting and passing
-- over reads no rows. What is rare among the open ones has an index of its own, not to walk the rest.
CREATE INDEX task_open_role ON app.task (owner_role_id, sort_at, id)
    INCLUDE (kind, status, priority, due, category, owner_organization_id, requester_organization_id, returned_at, need_since) WHERE closed_at IS NULL;
CREATE INDEX task_open_role_kind ON app.task (owner_role_id, kind, sort_at, id)
    INCLUDE (status, priority, due, category, owner_organization_id, requester_organization_id, returned_at, need_since) WHERE closed_at IS NULL AND kind <> 'referral';
CREATE INDEX task_open_staff ON app.task (owner_staff_id, sort_at, id) WHERE closed_at IS NULL AND owner_staff_id IS NOT NULL;
CREATE INDEX task_open_organization ON app.task (owner_organization_id, sort_at, id)
    INCLUDE (kind, status, priority, due, category, requester_organization_id, owner_role_id, returned_at, need_since) WHERE closed_at IS NULL;
CREATE INDEX task_open_requested ON app.task (requester_organization_id, sort_at, id)
    INCLUDE (kind, status, priority, due, category, owner_organization_id, owner_role_id, returned_at, need_since) WHERE closed_at IS NULL AND requester_organization_id IS NOT NULL;
CREATE INDEX task_open_network ON app.task (sort_at, id)
    INCLUDE (kind, status, priority, due, category, owner_organization_id, requester_organization_id, owner_role_id, returned_at, need_since) WHERE closed_at IS NULL;
CREATE INDEX task_open_kind ON app.task (kind, sort_at, id)
    INCLUDE (status, priority, due, category, owner_organization_id, requester_organization_id, owner_role_id, returned_at, need_since) WHERE closed_at IS NULL AND kind <> 'referral';
-- Row security keeps the planner from an enum's most common values; from how many there are it guesses.
-- Told that a kind is rare it takes the index by kind; told of every status, that few are on hold.
ALTER TABLE app.task ALTER COLUMN kind SET (n_distinct = 1000), ALTER COLUMN status SET (n_distinct = 9);
CREATE INDEX task_open_hold ON app.task (hold_until) WHERE status = 'on-hold';
CREATE INDEX task_open_held ON app.task (sort_at, id)
    INCLUDE (kind, category, owner_organization_id, requester_organization_id, owner_role_id, need_since) WHERE closed_at IS NULL AND status = 'on-hold';
CREATE INDEX task_open_undated ON app.task (sort_at, id)
    INCLUDE (kind, category, owner_organization_id, requester_organization_id, owner_role_id, returned_at, need_since) WHERE closed_at IS NULL AND due IS NULL AND status <> 'on-hold';
CREATE INDEX task_open_returned ON app.task (sort_at, id) WHERE closed_at IS NULL AND returned_at IS NOT NULL;
CREATE INDEX task_open_pressing ON app.task (sort_at, id) WHERE closed_at IS NULL AND priority <> 'routine';
CREATE INDEX task_open_role_pressing ON app.task (owner_role_id, sort_at, id) WHERE closed_at IS NULL AND priority <> 'routine';
CREATE INDEX task_open_age ON app.task (owner_role_id, need_since)
    INCLUDE (sort_at, id, category, owner_organization_id, requester_organization_id) WHERE closed_at IS NULL;

CREATE TABLE app.clock (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    task_id bigint NOT NULL REFERENCES app.task,
    stage app.stage NOT NULL,
    generation integer NOT NULL DEFAULT 1,
    ladder_since integer NOT NULL DEFAULT 1,
    target text,
    calendar_version_id integer NOT NULL,
    started timestamptz NOT NULL,
    counts_from timestamptz NOT NULL,
    due timestamptz,
    legal_by timestamptz,
    ladder_id integer,
    next_rung integer,
    next_repetition integer NOT NULL DEFAULT 0,
    rung_at timestamptz,
    patience_at timestamptz,
    exhausts_at timestamptz,
    held_at timestamptz,
    held_remaining bigint,
    late_since timestamptz,
    met_at timestamptz,
    stopped_at timestamptz,
    exhausted_at timestamptz,
    fire_at timestamptz GENERATED ALWAYS AS (
        CASE WHEN stopped_at IS NULL AND (held_at IS NULL OR legal_by IS NOT NULL)
             THEN LEAST(rung_at, patience_at, exhausts_at, CASE WHEN late_since IS NULL THEN due END)
        END) STORED
) WITH (fillfactor = 75);
-- Tables that every step writes name the small dictionaries without a foreign key: its check would
-- lock the same few rows in every transaction. Nothing is ever deleted from those.
COMMENT ON TABLE app.clock IS 'One per stage interval of a task. The task''s clock_id is its running one; stopped ones stay for the measures and the evidence.';
COMMENT ON COLUMN app.clock.generation IS 'raised when rungs may fire anew (a withdrawn one, a moved due): part of the key under which each fires once';
COMMENT ON COLUMN app.clock.ladder_since IS 'the generation in which the ladder was last begun: rungs fired before it no longer count';
COMMENT ON COLUMN app.clock.target IS 'as the policy wrote it: 8bh; NULL: no deadline set';
COMMENT ON COLUMN app.clock.counts_from IS 'started, moved on by what was spent on hold: percentages and a new target count from here';
COMMENT ON COLUMN app.clock.legal_by IS 'a deadline set by law: due is at most the last closing before it, and a hold does not silence the rungs (DESIGN 5)';
COMMENT ON COLUMN app.clock.rung_at IS 'when next_rung (its next_repetition) is to fire';
COMMENT ON COLUMN app.clock.patience_at IS 'when the rung that fired last has had its time: if nobody opened the item by then the next rung fires at once';
COMMENT ON COLUMN app.clock.exhausts_at IS 'when the patience of the ladder''s last rung is over';
COMMENT ON COLUMN app.clock.held_remaining IS 'what remained when held, in seconds of the target''s own unit (open or elapsed); negative when already late';
COMMENT ON COLUMN app.clock.fire_at IS 'when the sweep must next look at it: a rung, the end of a patience, or due passing; NULL: nothing more will happen';
COMMENT ON COLUMN app.clock.late_since IS 'the due that passed unmet; neither a hold nor a later date erases it';
COMMENT ON COLUMN app.clock.met_at IS 'the stage was left in the way it asks for (answered, started, completed)';
COMMENT ON COLUMN app.clock.exhausted_at IS 'the last rung''s patience is over';
CREATE INDEX clock_task ON app.clock (task_id, id);
CREATE INDEX clock_fire ON app.clock (fire_at) WHERE fire_at IS NOT NULL;

CREATE TABLE app.reach (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    task_id bigint NOT NULL,
    clock_id bigint NOT NULL,
    rung_no integer NOT NULL,
    repetition integer NOT NULL DEFAULT 0,
    generation integer NOT NULL,
    action app.rung_action NOT NULL,
    role_id integer,
    staff_id integer,
    at timestamptz NOT NULL,
    channels text[] NOT NULL,
    by_hand integer,
    opened_at timestamptz,
    withdrawn_at timestamptz,
    task_open boolean NOT NULL DEFAULT true,
    UNIQUE (clock_id, rung_no, repetition, generation)
);
COMMENT ON TABLE app.reach IS 'Who was brought in by which rung, when and how. The unique key is what makes every rung fire once (rule 8). No foreign keys: the rows they would name are never deleted, and checking them took half of a sweep.';
COMMENT ON COLUMN app.reach.by_hand IS 'who pressed escalate; NULL: the sweep';
ALTER TABLE app.reach ALTER COLUMN action SET (n_distinct = 4);
CREATE INDEX reach_task ON app.reach (task_id, at);
COMMENT ON COLUMN app.reach.task_open IS 'the task is still open: kept by a trigger, so that the scope escalations never walks through what is over';
CREATE INDEX reach_role ON app.reach (role_id, at) WHERE action <> 'remind' AND withdrawn_at IS NULL AND task_open;
CREATE INDEX reach_staff ON app.reach (staff_id, at) WHERE action <> 'remind' AND withdrawn_at IS NULL AND task_open;

CREATE FUNCTION app.keep_reach_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE app.reach SET task_open = (NEW.closed_at IS NULL) WHERE task_id = NEW.id;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION app.keep_reach_open() IS 'Trigger: what reached people says whether its task is still open.';
CREATE TRIGGER keep_reach_open AFTER UPDATE OF closed_at ON app.task FOR EACH ROW
    WHEN ((OLD.closed_at IS NULL) <> (NEW.closed_at IS NULL)) EXECUTE FUNCTION app.keep_reach_open();

CREATE TABLE app.opening (
    task_id bigint NOT NULL REFERENCES app.task,
    staff_id integer NOT NULL REFERENCES app.staff,
    at timestamptz NOT NULL,
    PRIMARY KEY (task_id, staff_id)
);
COMMENT ON TABLE app.opening IS 'the first time a person opened an item: delivered is not seen (rule 4)';
CREATE TABLE app.call (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    individual_id bigint NOT NULL REFERENCES app.individual,
    task_id bigint REFERENCES app.task,
    staff_id integer NOT NULL REFERENCES app.staff,
    at timestamptz NOT NULL,
    reached boolean NOT NULL,
    entry_id bigint NOT NULL
);
COMMENT ON COLUMN app.call.entry_id IS 'the ledger entry that holds what was said, apart, erasable';
CREATE INDEX call_individual ON app.call (individual_id, at DESC);

CREATE TABLE app.step_undo (
    task_id bigint PRIMARY KEY,
    entry_id bigint NOT NULL,
    staff_id integer NOT NULL,
    action text NOT NULL,
    at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    version integer NOT NULL,
    before jsonb NOT NULL
);
COMMENT ON TABLE app.step_undo IS
    'What the last undoable step of a task found: undo puts it back. version is the task''s version after that step; a later one ends the undo. before holds the columns of task, clock and referral, and the ids of what the step opened and of the rungs it fired.';

CREATE TABLE app.step (
    action text NOT NULL,
    kinds app.task_kind[] NOT NULL,
    from_status app.task_status[] NOT NULL,
    to_status app.task_status,
    who text[] NOT NULL,
    needs text[] NOT NULL DEFAULT '{}',
    raises_version boolean NOT NULL,
    undoable boolean NOT NULL,
    position integer NOT NULL,
    effect text NOT NULL,
    PRIMARY KEY (action, position)
);
COMMENT ON TABLE app.step IS
    'The step table of INTERFACES as data: the console lists what is allowed on a row from it, tests generate the whole matrix from it. who: O owner (holder of the owner role or named owner), H another holder of the owner role once accepted, R requester, C coordinator, S supervisor of the owner role, X reached by a rung, D who did the step to be amended or undone, V who may see the item.';
COMMENT ON COLUMN app.step.effect IS 'in words what the key would do; {…} is filled from the row';

CREATE TABLE app.import_source (
    system text NOT NULL,
    resource_type text NOT NULL,
    source_id text NOT NULL,
    digest bytea NOT NULL,
    entity_kind text NOT NULL,
    entity_id bigint NOT NULL,
    updated_at timestamptz,
    earlier bytea[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (system, resource_type, source_id)
);
COMMENT ON TABLE app.import_source IS 'what came from which resource elsewhere, so that the same delivered twice changes nothing';
COMMENT ON COLUMN app.import_source.system IS 'the code of the organisation that imported it, |, and the server that the resource names; one organisation''s Patient/1 is not another''s';
COMMENT ON COLUMN app.import_source.digest IS 'of the content taken last';
COMMENT ON COLUMN app.import_source.updated_at IS 'what the sender says of when that content was new; NULL: nothing';
COMMENT ON COLUMN app.import_source.earlier IS 'digests of what it said before: delivered late, they change nothing back';

SELECT app.protect();
