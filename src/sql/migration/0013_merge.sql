-- One person entered twice: merged, and taken apart again when that was wrong.

ALTER TABLE app.individual ADD COLUMN merged_into bigint REFERENCES app.individual;
COMMENT ON COLUMN app.individual.merged_into IS 'the same person, whose page counts: every reference to this one leads there';
CREATE INDEX individual_merged ON app.individual (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE app.merge (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    keep_id bigint NOT NULL REFERENCES app.individual,
    other_id bigint NOT NULL REFERENCES app.individual,
    at timestamptz NOT NULL,
    staff_id integer NOT NULL REFERENCES app.staff,
    moved jsonb NOT NULL,
    closed_plan_id bigint REFERENCES app.care_plan,
    undone_at timestamptz,
    undone_by integer REFERENCES app.staff,
    CHECK (keep_id <> other_id)
);
COMMENT ON TABLE app.merge IS 'moved: {table: [ids]}, {identifier: [[system, value], …]}: what was the other''s, so that exactly that goes back. Contacts and consents are not moved: what one page allows says nothing of what the other does.';
COMMENT ON COLUMN app.merge.closed_plan_id IS 'the plan that was not chosen where both had one';
CREATE UNIQUE INDEX merge_standing ON app.merge (other_id) WHERE undone_at IS NULL;
CREATE INDEX merge_keep ON app.merge (keep_id);
CREATE INDEX merge_other ON app.merge (other_id);

SELECT app.protect();
