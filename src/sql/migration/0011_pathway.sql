-- Pathways: several services and tasks for one person that follow each other (discharge to home,
-- eviction prevention). The policy describes them here; a run lays one out for one person.

CREATE TABLE app.pathway (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE,
    name text NOT NULL,
    within text,
    active boolean NOT NULL DEFAULT true
);
COMMENT ON COLUMN app.pathway.within IS 'from start to deadline where none is given; NULL: a run must be given its deadline';

CREATE TABLE app.pathway_step (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pathway_id integer NOT NULL REFERENCES app.pathway,
    code text NOT NULL,
    position integer NOT NULL,
    service_type_id integer REFERENCES app.service_type,
    label text,
    owner_kind text CHECK (owner_kind IN ('role', 'area', 'coordinator', 'on_call')),
    owner_role_id integer REFERENCES app.role,
    owner_domain_id integer REFERENCES app.domain,
    level_id integer REFERENCES app.service_level,
    after text[] NOT NULL DEFAULT '{}',
    offset_by text,
    before text,
    if_held text NOT NULL DEFAULT 'wait' CHECK (if_held IN ('wait', 'open', 'skip')),
    if_failed text NOT NULL DEFAULT 'wait' CHECK (if_failed IN ('wait', 'open', 'skip')),
    active boolean NOT NULL DEFAULT true,
    UNIQUE (pathway_id, code),
    CHECK (NOT active OR (service_type_id IS NULL) <> (owner_kind IS NULL)),
    CHECK ((owner_kind = 'role') = (owner_role_id IS NOT NULL)),
    CHECK ((owner_kind = 'area') = (owner_domain_id IS NOT NULL))
);
COMMENT ON TABLE app.pathway_step IS 'A step is a referral for service_type_id, or a task (label, owner, level).';
COMMENT ON COLUMN app.pathway_step.position IS 'in an order in which every step comes after those it waits for';
COMMENT ON COLUMN app.pathway_step.owner_kind IS 'as app.event_rule_task.owner_kind; NULL: a referral';
COMMENT ON COLUMN app.pathway_step.level_id IS 'clocks of a task step: publish makes a service level pathways.CODE.STEP; NULL: a referral, which has those of its type';
COMMENT ON COLUMN app.pathway_step.after IS 'codes of the steps it waits for';
COMMENT ON COLUMN app.pathway_step.offset_by IS 'opens that long after the last of them is done';
COMMENT ON COLUMN app.pathway_step.before IS 'must be done that long before the deadline of the run';
COMMENT ON COLUMN app.pathway_step.if_held IS 'when a step it waits for is put on hold: wait, open all the same, or skip';
COMMENT ON COLUMN app.pathway_step.if_failed IS 'when a step it waits for could not be done';

SELECT app.protect();
