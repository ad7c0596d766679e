-- What of a person's was disclosed to whom: the account that each person may ask for (45 CFR 164.528;
-- 42 CFR 2.13(d) for substance-use content), apart from the record of who did what.

CREATE TABLE app.disclosure (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    individual_id bigint NOT NULL REFERENCES app.individual,
    day date NOT NULL,
    at timestamptz NOT NULL,
    how text NOT NULL CHECK (how IN ('opened', 'referral', 'export', 'look')),
    staff_id integer REFERENCES app.staff,
    organization_id integer REFERENCES app.organization,
    to_organization_id integer NOT NULL REFERENCES app.organization,
    purpose text NOT NULL,
    look_id bigint
);
COMMENT ON TABLE app.disclosure IS
    'One disclosure: whatever a member of staff opened of a person''s in one day, a referral that was sent, an export, an emergency look. What was disclosed, and of which organisation, is in disclosure_content.';
COMMENT ON COLUMN app.disclosure.day IS 'the day of it where the network is: opening is recorded once for each member of staff, person and day';
COMMENT ON COLUMN app.disclosure.staff_id IS 'who opened, sent, exported or looked; NULL: the program, by a rule of the policy';
COMMENT ON COLUMN app.disclosure.organization_id IS 'whose they were then';
COMMENT ON COLUMN app.disclosure.to_organization_id IS 'who received it: of what was opened, the reader''s own';
COMMENT ON COLUMN app.disclosure.purpose IS 'what for, as a code: coordination, oversight, referral, passed_on, export, emergency';
CREATE UNIQUE INDEX disclosure_opened ON app.disclosure (staff_id, individual_id, day) WHERE how = 'opened';
CREATE INDEX disclosure_individual ON app.disclosure (individual_id, at, id);
CREATE INDEX disclosure_at ON app.disclosure (at, id);

CREATE TABLE app.disclosure_content (
    disclosure_id bigint NOT NULL REFERENCES app.disclosure,
    organization_id integer NOT NULL REFERENCES app.organization,
    category text NOT NULL,
    what text NOT NULL CHECK (what IN ('item', 'plan', 'record', 'person', 'messages', 'event', 'referral', 'everything')),
    basis text,
    task_id bigint REFERENCES app.task,
    at timestamptz NOT NULL,
    PRIMARY KEY (disclosure_id, organization_id, category, what)
);
COMMENT ON TABLE app.disclosure_content IS 'What a disclosure told: of which organisation''s, of which category, in which form, on which basis.';
COMMENT ON COLUMN app.disclosure_content.basis IS 'as app.basis_rule has it, or medical_emergency, emergency_look; NULL: a coordinator of the network saw what nothing maps';
COMMENT ON COLUMN app.disclosure_content.task_id IS 'the item, or the first of those shown together';

SELECT app.guard_append_only('app.disclosure');
SELECT app.guard_append_only('app.disclosure_content');
SELECT app.protect();
