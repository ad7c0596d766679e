-- The steps of a social risk; pathways under way; appointments, authorisations and results of an item.

ALTER TABLE app.step ADD COLUMN stages text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN app.step.stages IS 'only for items in one of these stages; {}: in any';

-- A risk ends by its own last step: complete would pass over the others.
UPDATE app.step SET kinds = array_remove(kinds, 'risk') WHERE action = 'complete' AND NOT 'referral' = ANY (kinds);

INSERT INTO app.step (action, position, kinds, from_status, to_status, who, needs, raises_version, undoable, stages, effect, done) VALUES
    ('verify',  32, '{risk}', '{requested,accepted,in-progress}', 'accepted',    '{O,C}', '{note}',    true, true, '{verify}',                 'verified: how urgent',   'verified how urgent it is'),
    ('contact', 34, '{risk}', '{requested,accepted,in-progress}', 'in-progress', '{O,C}', '{note}',    true, true, '{contact}',                'contacted the person',   'contacted the person'),
    ('resolve', 36, '{risk}', '{requested,accepted,in-progress}', 'completed',   '{O,C}', '{outcome}', true, true, '{refer,resolve,accept,complete}', 'resolved: how it ended', 'resolved it');

CREATE TABLE app.risk_referral (
    risk_id bigint NOT NULL REFERENCES app.social_risk,
    referral_id bigint NOT NULL REFERENCES app.referral,
    at timestamptz NOT NULL,
    PRIMARY KEY (risk_id, referral_id)
);
COMMENT ON TABLE app.risk_referral IS 'Help that was asked for because of a risk: what its step refer waits for.';
CREATE INDEX risk_referral_referral ON app.risk_referral (referral_id);
CREATE INDEX social_risk_task ON app.social_risk (task_id) WHERE task_id IS NOT NULL;

CREATE TABLE app.pathway_run (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    pathway_id integer NOT NULL REFERENCES app.pathway,
    individual_id bigint NOT NULL REFERENCES app.individual,
    deadline timestamptz NOT NULL,
    started_at timestamptz NOT NULL,
    started_by integer NOT NULL REFERENCES app.staff,
    role_id integer NOT NULL REFERENCES app.role,
    provided jsonb NOT NULL DEFAULT '{}',
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'completed', 'stopped')),
    ended_at timestamptz,
    ledger_seq integer NOT NULL DEFAULT 0,
    ledger_head bytea NOT NULL DEFAULT '',
    CHECK ((status = 'active') = (ended_at IS NULL))
);
COMMENT ON TABLE app.pathway_run IS 'A pathway under way for one person; the same twice only where two pages of one person were put together.';
COMMENT ON COLUMN app.pathway_run.role_id IS 'as which role it was started: the requester of its referrals, and owner of the follow-ups when a step lags';
COMMENT ON COLUMN app.pathway_run.provided IS 'what its referrals carry, as of api.refer';
CREATE INDEX pathway_run_active ON app.pathway_run (individual_id, pathway_id) WHERE status = 'active';
CREATE INDEX pathway_run_individual ON app.pathway_run (individual_id);

CREATE TABLE app.pathway_run_step (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    run_id bigint NOT NULL REFERENCES app.pathway_run,
    step_id integer NOT NULL REFERENCES app.pathway_step,
    state text NOT NULL CHECK (state IN ('waiting', 'open', 'done', 'failed', 'skipped')),
    starts_by timestamptz,
    due_by timestamptz,
    opens_at timestamptz,
    settled_at timestamptz,
    task_id bigint REFERENCES app.task,
    referral_id bigint REFERENCES app.referral,
    adopted boolean NOT NULL DEFAULT false,
    follow_up_id bigint REFERENCES app.task,
    UNIQUE (run_id, step_id)
);
COMMENT ON COLUMN app.pathway_run_step.state IS 'open: its task or referral is there (which may itself be on hold); failed: it ended without help';
COMMENT ON COLUMN app.pathway_run_step.starts_by IS 'the latest start from which the deadline can be kept; due_by: by when it must be done';
COMMENT ON COLUMN app.pathway_run_step.opens_at IS 'what it waited for is done; it opens then (its offset)';
COMMENT ON COLUMN app.pathway_run_step.adopted IS 'the referral was there before: stopping the pathway leaves it';
COMMENT ON COLUMN app.pathway_run_step.follow_up_id IS 'opened because it lags, or ended without help, and others wait for it';
CREATE INDEX pathway_run_step_run ON app.pathway_run_step (run_id);
CREATE INDEX pathway_run_step_task ON app.pathway_run_step (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX pathway_run_step_referral ON app.pathway_run_step (referral_id) WHERE referral_id IS NOT NULL;
CREATE INDEX pathway_run_step_opens ON app.pathway_run_step (opens_at) WHERE state = 'waiting' AND opens_at IS NOT NULL;
CREATE INDEX pathway_run_step_lags ON app.pathway_run_step (due_by) WHERE state = 'open' AND follow_up_id IS NULL;

CREATE TABLE app.appointment (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    task_id bigint NOT NULL REFERENCES app.task,
    individual_id bigint NOT NULL REFERENCES app.individual,
    starts_at timestamptz NOT NULL,
    place text,
    ride text,
    status text NOT NULL DEFAULT 'booked' CHECK (status IN ('booked', 'kept', 'missed', 'moved', 'cancelled')),
    moved_from bigint REFERENCES app.appointment,
    follow_up_id bigint REFERENCES app.task,
    created_at timestamptz NOT NULL,
    created_by integer NOT NULL REFERENCES app.staff,
    settled_at timestamptz
);
COMMENT ON TABLE app.appointment IS 'FHIR Appointment of a referral (its try is task_id).';
COMMENT ON COLUMN app.appointment.ride IS 'how the person gets there, in words';
COMMENT ON COLUMN app.appointment.follow_up_id IS 'was it kept? opened when its time has passed; or what to do about a missed one';
CREATE INDEX appointment_task ON app.appointment (task_id);
CREATE INDEX appointment_individual ON app.appointment (individual_id, starts_at);
CREATE INDEX appointment_unasked ON app.appointment (starts_at) WHERE status = 'booked' AND follow_up_id IS NULL;

CREATE TABLE app.authorization (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    task_id bigint NOT NULL REFERENCES app.task,
    individual_id bigint NOT NULL REFERENCES app.individual,
    payer text NOT NULL,
    number text,
    status text NOT NULL CHECK (status IN ('requested', 'approved', 'denied', 'expired', 'cancelled')),
    expires_at timestamptz,
    follow_up_id bigint REFERENCES app.task,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by integer REFERENCES app.staff
);
COMMENT ON TABLE app.authorization IS 'What a payer must allow before a referral can go on; a requested one is the party waited on.';
CREATE INDEX authorization_task ON app.authorization (task_id);
CREATE INDEX authorization_expires ON app.authorization (expires_at) WHERE status = 'approved';

CREATE TABLE app.result (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    task_id bigint NOT NULL REFERENCES app.task,
    individual_id bigint NOT NULL REFERENCES app.individual,
    text text NOT NULL,
    reported_at timestamptz NOT NULL,
    reported_by integer NOT NULL REFERENCES app.staff,
    review_id bigint NOT NULL REFERENCES app.task,
    reviewed_at timestamptz,
    reviewed_by integer REFERENCES app.staff
);
COMMENT ON TABLE app.result IS 'A report that came back on a referral. The loop is closed when somebody who asked has reviewed it (review_id).';
CREATE INDEX result_task ON app.result (task_id);
CREATE INDEX result_review ON app.result (review_id);

SELECT app.protect();
