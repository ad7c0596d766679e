-- Emergency looks: what nothing else lets somebody see of a person, for a stated reason and a limited
-- time; told to the supervisor at once, reviewed by compliance. Substance-use content only by medical
-- personnel in a medical emergency (42 CFR 2.51).

ALTER TABLE app.role ADD COLUMN medical boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN app.role.medical IS 'medical personnel: may look at substance-use content in a medical emergency';
ALTER TABLE app.network ADD COLUMN emergency_for interval NOT NULL DEFAULT '4 hours';
COMMENT ON COLUMN app.network.emergency_for IS 'how long an emergency look lasts';

CREATE TABLE app.emergency_look (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    individual_id bigint NOT NULL REFERENCES app.individual,
    staff_id integer NOT NULL REFERENCES app.staff,
    role_id integer REFERENCES app.role,
    kind text NOT NULL CHECK (kind IN ('medical_emergency', 'other')),
    category text NOT NULL,
    at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    alert_id bigint NOT NULL REFERENCES app.task,
    review_id bigint NOT NULL REFERENCES app.task,
    CHECK (until > at),
    CHECK (category <> 'substance_use' OR (kind = 'medical_emergency' AND role_id IS NOT NULL))
);
COMMENT ON TABLE app.emergency_look IS 'Who may see a person until when although nothing else lets them. It ends by itself; nothing is ever changed.';
COMMENT ON COLUMN app.emergency_look.category IS 'general: all but substance-use content; substance_use: that too';
COMMENT ON COLUMN app.emergency_look.role_id IS 'the medical role by which substance-use content was looked at';
COMMENT ON COLUMN app.emergency_look.alert_id IS 'what told the supervisor';
COMMENT ON COLUMN app.emergency_look.review_id IS 'compliance''s review, whose first entry holds reason, nature, recipient and discloser';
CREATE INDEX emergency_look_staff ON app.emergency_look (staff_id, until);
CREATE INDEX emergency_look_review ON app.emergency_look (review_id);
CREATE INDEX emergency_look_alert ON app.emergency_look (alert_id);
ALTER TABLE app.disclosure ADD FOREIGN KEY (look_id) REFERENCES app.emergency_look;
SELECT app.guard_append_only('app.emergency_look');

SELECT app.protect();
