-- The shared care plan: one active plan for each individual, its areas, goals and notes, and what a
-- task comes from. Activities of a plan are the individual's referrals and tasks: no fact twice.

ALTER TABLE app.ledger DROP CONSTRAINT ledger_entity_kind_check;
ALTER TABLE app.ledger ADD CONSTRAINT ledger_entity_kind_check
    CHECK (entity_kind IN ('task', 'individual', 'service', 'staff', 'network', 'care_plan', 'event', 'social_risk', 'pathway_run'));

CREATE TYPE app.plan_status AS ENUM ('active', 'completed', 'revoked', 'entered-in-error');
CREATE TYPE app.goal_lifecycle AS ENUM ('proposed', 'active', 'on-hold', 'completed', 'cancelled', 'entered-in-error');
CREATE TYPE app.goal_achievement AS ENUM ('in-progress', 'improving', 'worsening', 'no-change', 'achieved', 'not-achieved');

CREATE TABLE app.care_plan (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    individual_id bigint NOT NULL REFERENCES app.individual,
    status app.plan_status NOT NULL DEFAULT 'active',
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by integer REFERENCES app.staff,
    closed_at timestamptz,
    ledger_seq integer NOT NULL DEFAULT 0,
    ledger_head bytea NOT NULL DEFAULT '',
    CHECK ((status = 'active') = (closed_at IS NULL))
);
COMMENT ON TABLE app.care_plan IS 'FHIR CarePlan. version rises when areas are added or the plan is closed; each part has its own.';
CREATE UNIQUE INDEX care_plan_one_active ON app.care_plan (individual_id) WHERE status = 'active';
CREATE INDEX care_plan_individual ON app.care_plan (individual_id);

ALTER TABLE app.domain ADD COLUMN category text NOT NULL DEFAULT 'general';
COMMENT ON COLUMN app.domain.category IS 'of what an area of this domain says: substance_use is absent for those without a basis';

CREATE TABLE app.plan_area (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    plan_id bigint NOT NULL REFERENCES app.care_plan,
    domain_id integer NOT NULL REFERENCES app.domain,
    owner_role_id integer NOT NULL REFERENCES app.role,
    owner_staff_id integer NOT NULL REFERENCES app.staff,
    summary text,
    review_by timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL,
    updated_by integer REFERENCES app.staff,
    UNIQUE (plan_id, domain_id)
);
COMMENT ON TABLE app.plan_area IS 'One area of a plan: who owns it (role) and by name (staff), what stands, when it is looked at again. It can have neither no owner nor no date.';
CREATE INDEX plan_area_role ON app.plan_area (owner_role_id);
CREATE INDEX plan_area_staff ON app.plan_area (owner_staff_id);
CREATE INDEX plan_area_review ON app.plan_area (review_by);

CREATE TABLE app.goal (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    area_id bigint NOT NULL REFERENCES app.plan_area,
    description text NOT NULL,
    lifecycle app.goal_lifecycle NOT NULL DEFAULT 'active',
    achievement app.goal_achievement NOT NULL DEFAULT 'in-progress',
    target_date date,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by integer REFERENCES app.staff
);
COMMENT ON TABLE app.goal IS 'FHIR Goal: lifecycleStatus, achievementStatus, target.dueDate.';
CREATE INDEX goal_area ON app.goal (area_id);

CREATE TABLE app.plan_note (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    plan_id bigint NOT NULL REFERENCES app.care_plan,
    area_id bigint REFERENCES app.plan_area,
    kind text NOT NULL CHECK (kind IN ('barrier', 'medicine', 'pending_result', 'known_risk', 'comment', 'proposal')),
    text text NOT NULL,
    staff_id integer REFERENCES app.staff,
    at timestamptz NOT NULL,
    ended_at timestamptz,
    version integer NOT NULL DEFAULT 1
);
COMMENT ON TABLE app.plan_note IS 'Context handed over with a plan or one of its areas (area_id NULL: the whole plan). comment and proposal are what a coordinator may add to an area that somebody else owns.';
CREATE INDEX plan_note_plan ON app.plan_note (plan_id, kind) WHERE ended_at IS NULL;

CREATE TABLE app.draft (
    staff_id integer NOT NULL REFERENCES app.staff,
    place text NOT NULL,
    body jsonb NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (staff_id, place)
);
COMMENT ON TABLE app.draft IS 'What somebody was typing and has not sent: kept here, so that a lost line or a locked console loses no word. place: plan/P-12/area/34, message/T-9 …';

CREATE TABLE app.task_origin (
    task_id bigint PRIMARY KEY REFERENCES app.task,
    domain_id integer REFERENCES app.domain,
    area_id bigint REFERENCES app.plan_area,
    event_id bigint,
    risk_id bigint,
    pathway_step_id bigint,
    message_id bigint
);
COMMENT ON TABLE app.task_origin IS 'What a task that is no referral comes from and belongs to; apart from app.task, which stays narrow. A referral belongs to its service type''s domain.';
CREATE INDEX task_origin_area ON app.task_origin (area_id) WHERE area_id IS NOT NULL;
CREATE INDEX task_origin_event ON app.task_origin (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX task_origin_risk ON app.task_origin (risk_id) WHERE risk_id IS NOT NULL;
CREATE INDEX task_origin_pathway ON app.task_origin (pathway_step_id) WHERE pathway_step_id IS NOT NULL;

SELECT app.protect();
