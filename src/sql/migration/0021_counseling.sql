-- Notes of counseling stay apart (42 CFR 2.11, 2.31(b)): of a plan, but seen by the organisation that
-- wrote them alone, unless the person has consented to just that.

ALTER TABLE app.plan_note DROP CONSTRAINT plan_note_kind_check;
ALTER TABLE app.plan_note ADD CONSTRAINT plan_note_kind_check
    CHECK (kind IN ('barrier', 'medicine', 'pending_result', 'known_risk', 'comment', 'proposal', 'counseling'));
ALTER TABLE app.plan_note ADD COLUMN organization_id integer REFERENCES app.organization;
ALTER TABLE app.plan_note ADD CHECK (kind <> 'counseling' OR organization_id IS NOT NULL);
COMMENT ON COLUMN app.plan_note.organization_id IS 'whose note it is; NULL: the plan''s, not kept apart';
