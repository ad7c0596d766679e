-- What happens to people and what threatens them: events, social risks, case reviews, and the rules
-- of the policy by which they become owned, timed work (DESIGN 4; FHIR Encounter, Gravity).

-- Used by no row before this migration is committed: a stage for each timed step of a risk.
ALTER TYPE app.stage ADD VALUE IF NOT EXISTS 'verify';
ALTER TYPE app.stage ADD VALUE IF NOT EXISTS 'contact';
ALTER TYPE app.stage ADD VALUE IF NOT EXISTS 'refer';
ALTER TYPE app.stage ADD VALUE IF NOT EXISTS 'resolve';

CREATE TYPE app.risk_level AS ENUM ('low', 'medium', 'high', 'critical');

ALTER TABLE app.network ADD COLUMN emergency jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN app.network.emergency IS '[{name, phone}, …]: shown by the safety act';

CREATE TABLE app.event_type (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE,
    name text NOT NULL,
    position integer NOT NULL,
    built_in boolean NOT NULL DEFAULT false,
    active boolean NOT NULL DEFAULT true
);
COMMENT ON COLUMN app.event_type.name IS 'as a list shows it: ED visit';
INSERT INTO app.event_type (code, name, position, built_in) VALUES
    ('ed_visit', 'ED visit', 1, true), ('admission', 'admission', 2, true), ('discharge', 'discharge', 3, true),
    ('readmission', 'readmission', 4, true), ('missed_appointment', 'missed appointment', 5, true),
    ('result_available', 'result available', 6, true), ('housing_instability', 'housing instability', 7, true),
    ('death', 'death', 8, true), ('move', 'move', 9, true);

CREATE TABLE app.event_rule (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE,
    event_type_id integer NOT NULL REFERENCES app.event_type,
    position integer NOT NULL,
    count integer NOT NULL DEFAULT 1 CHECK (count > 0),
    within text,
    levels app.risk_level[] NOT NULL DEFAULT '{}',
    sources text[] NOT NULL DEFAULT '{}',
    risks app.risk_level[] NOT NULL DEFAULT '{}',
    after_type_id integer REFERENCES app.event_type,
    raise boolean NOT NULL DEFAULT false,
    active boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE app.event_rule IS 'When an event calls for work. Rules are tried in their position; all that fit apply.';
COMMENT ON COLUMN app.event_rule.count IS 'fires when the event is the count-th of its type (retracted ones do not count) that occurred within `within` before it; once per crossing of the threshold, later ones join';
COMMENT ON COLUMN app.event_rule.levels IS 'levels the event may have; {}: any';
COMMENT ON COLUMN app.event_rule.sources IS 'sources the event may have; {}: any';
COMMENT ON COLUMN app.event_rule.risks IS 'fires only for somebody with an open social risk of one of these levels; {}: no matter';
COMMENT ON COLUMN app.event_rule.after_type_id IS 'fires only when an event of this type occurred within `within` before it';
COMMENT ON COLUMN app.event_rule.raise IS 'open social risks rise by one level';
CREATE TABLE app.event_rule_task (
    rule_id integer NOT NULL REFERENCES app.event_rule,
    no integer NOT NULL,
    kind app.task_kind NOT NULL,
    owner_kind text NOT NULL CHECK (owner_kind IN ('role', 'area', 'coordinator', 'on_call')),
    owner_role_id integer REFERENCES app.role,
    owner_domain_id integer REFERENCES app.domain,
    label text,
    priority app.priority NOT NULL DEFAULT 'routine',
    level_id integer NOT NULL REFERENCES app.service_level,
    PRIMARY KEY (rule_id, no)
);
COMMENT ON COLUMN app.event_rule_task.owner_kind IS 'area: whoever owns that area of the person''s plan, or the domain''s owner where there is none';
COMMENT ON COLUMN app.event_rule_task.level_id IS 'publish makes a service level event_rules.CODE.NO of within and ladder, so that these tasks have clocks like all others';

CREATE TABLE app.risk_rule (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE,
    category text NOT NULL,
    levels app.risk_level[] NOT NULL,
    lead text,
    owner_role_id integer NOT NULL REFERENCES app.role,
    service_types text[] NOT NULL DEFAULT '{}',
    level_id integer NOT NULL REFERENCES app.service_level,
    position integer NOT NULL,
    active boolean NOT NULL DEFAULT true
);
COMMENT ON COLUMN app.risk_rule.lead IS 'the legal deadline must be settled that long before it';
COMMENT ON COLUMN app.risk_rule.service_types IS 'what helps: offered when the risk is to be referred';
COMMENT ON COLUMN app.risk_rule.level_id IS 'publish makes a service level risk_rules.CODE with the stages verify, contact, refer, resolve';

CREATE TABLE app.event (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    individual_id bigint NOT NULL REFERENCES app.individual,
    type_id integer NOT NULL REFERENCES app.event_type,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by integer REFERENCES app.staff,
    organization_id integer NOT NULL REFERENCES app.organization,
    source text NOT NULL,
    level app.risk_level,
    place text,
    note text,
    category text NOT NULL DEFAULT 'general',
    change jsonb NOT NULL DEFAULT '{}',
    retracted_at timestamptz,
    retracted_by integer REFERENCES app.staff,
    retracted_reason text,
    ledger_seq integer NOT NULL DEFAULT 0,
    ledger_head bytea NOT NULL DEFAULT ''
);
COMMENT ON TABLE app.event IS 'What happened to somebody: when it occurred and when it was recorded here are two things. Reference V-…';
COMMENT ON COLUMN app.event.organization_id IS 'who recorded it';
COMMENT ON COLUMN app.event.source IS 'staff, person, feed (a hospital''s messages), import';
COMMENT ON COLUMN app.event.change IS 'what a change of life is to: a move''s {address, city, postal_code}, an admission''s {until}; and what the page said before ({was})';
CREATE INDEX event_individual ON app.event (individual_id, occurred_at DESC);

CREATE TABLE app.event_task (
    event_id bigint NOT NULL REFERENCES app.event,
    rule_id integer NOT NULL REFERENCES app.event_rule,
    no integer NOT NULL,
    task_id bigint NOT NULL REFERENCES app.task,
    joined boolean NOT NULL,
    PRIMARY KEY (event_id, rule_id, no)
);
COMMENT ON TABLE app.event_task IS 'Which task an event opened, or joined because one of the same rule was open.';
CREATE INDEX event_task_task ON app.event_task (task_id);

CREATE TABLE app.social_risk (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    individual_id bigint NOT NULL REFERENCES app.individual,
    category text NOT NULL,
    level app.risk_level NOT NULL,
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'resolved', 'refuted', 'entered-in-error')),
    legal_deadline timestamptz,
    note text,
    rule_id integer REFERENCES app.risk_rule,
    task_id bigint REFERENCES app.task,
    organization_id integer NOT NULL REFERENCES app.organization,
    recorded_by integer REFERENCES app.staff,
    recorded_at timestamptz NOT NULL,
    verified_at timestamptz,
    contacted_at timestamptz,
    referred_at timestamptz,
    resolved_at timestamptz,
    outcome text REFERENCES app.outcome,
    version integer NOT NULL DEFAULT 1,
    ledger_seq integer NOT NULL DEFAULT 0,
    ledger_head bytea NOT NULL DEFAULT ''
);
COMMENT ON TABLE app.social_risk IS 'A social risk (Gravity category). Its timed steps are the stages of one task of kind risk (task_id). Reference K-…';
CREATE INDEX social_risk_individual ON app.social_risk (individual_id, recorded_at);
CREATE INDEX social_risk_open ON app.social_risk (individual_id, category) WHERE status = 'active';

CREATE TABLE app.case_review (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    task_id bigint NOT NULL UNIQUE REFERENCES app.task,
    individual_id bigint NOT NULL REFERENCES app.individual,
    scheduled_at timestamptz,
    held_at timestamptz,
    because text
);
COMMENT ON TABLE app.case_review IS 'A meeting about one person: the task of kind case_review is its owner and clock. The agenda is read from the plan, the participants are the owners of its areas.';
CREATE INDEX case_review_individual ON app.case_review (individual_id);
CREATE TABLE app.case_review_decision (
    review_id bigint NOT NULL REFERENCES app.case_review,
    no integer NOT NULL,
    decision text NOT NULL,
    task_id bigint NOT NULL REFERENCES app.task,
    staff_id integer NOT NULL REFERENCES app.staff,
    at timestamptz NOT NULL,
    PRIMARY KEY (review_id, no)
);
COMMENT ON TABLE app.case_review_decision IS 'What was decided; each decision opened a task with owner and date.';

-- Whoever opens a task of that kind, a rule, a risk or a person, has a meeting to go with it; and it
-- counts as held when, and as long as, its task is completed.
CREATE FUNCTION app.keep_case_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.case_review AS r (task_id, individual_id, because) VALUES (NEW.id, NEW.individual_id, NEW.label)
    ON CONFLICT (task_id) DO UPDATE SET individual_id = NEW.individual_id, held_at = CASE WHEN NEW.status = 'completed' THEN NEW.closed_at END;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION app.keep_case_review() IS 'Trigger: every task of kind case_review has its meeting, which follows it.';
CREATE TRIGGER keep_case_review_new AFTER INSERT ON app.task FOR EACH ROW WHEN (NEW.kind = 'case_review') EXECUTE FUNCTION app.keep_case_review();
CREATE TRIGGER keep_case_review AFTER UPDATE OF closed_at, individual_id ON app.task FOR EACH ROW
    WHEN (NEW.kind = 'case_review' AND (OLD.closed_at, OLD.individual_id) IS DISTINCT FROM (NEW.closed_at, NEW.individual_id)) EXECUTE FUNCTION app.keep_case_review();

CREATE TABLE app.life_change (
    event_id bigint PRIMARY KEY REFERENCES app.event,
    applied_at timestamptz NOT NULL,
    applied_by integer NOT NULL REFERENCES app.staff,
    undone_at timestamptz
);
COMMENT ON TABLE app.life_change IS 'What an event that changes life (death, admission, move) changed of the person''s open items, by one confirmation; undone_at: put back.';
CREATE TABLE app.life_change_item (
    event_id bigint NOT NULL REFERENCES app.life_change,
    no integer NOT NULL,
    action text NOT NULL,
    task_id bigint REFERENCES app.task,
    plan_id bigint REFERENCES app.care_plan,
    image jsonb,
    PRIMARY KEY (event_id, no)
);
COMMENT ON TABLE app.life_change_item IS 'In the order in which they were done: undo goes backwards.';
COMMENT ON COLUMN app.life_change_item.image IS 'of a pathway that ended: its run, and the steps as they were';

ALTER TABLE app.service_type ADD COLUMN after_death boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN app.service_type.after_death IS 'still to be done when the person has died: equipment is picked up';
-- How a need ends when the person dies, whether or not a policy offers it as a choice.
INSERT INTO app.outcome (code, name, helped, position, active) VALUES ('died', 'Died', false, 1000, false);

ALTER TABLE app.task_origin ADD FOREIGN KEY (event_id) REFERENCES app.event;
ALTER TABLE app.task_origin ADD FOREIGN KEY (risk_id) REFERENCES app.social_risk;

SELECT app.protect();
