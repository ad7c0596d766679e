-- Whom somebody has shown to know: a reference alone, which can be guessed, introduces nobody.

CREATE TABLE app.introduced (
    staff_id integer NOT NULL REFERENCES app.staff,
    individual_id bigint NOT NULL REFERENCES app.individual,
    at timestamptz NOT NULL,
    how text NOT NULL CHECK (how IN ('entered', 'imported', 'looked')),
    PRIMARY KEY (staff_id, individual_id)
) WITH (fillfactor = 70);
COMMENT ON TABLE app.introduced IS
    'A member of staff gave a person''s name and birth date, or a number of theirs with one of those, and was told of their page. For some days they may begin something for that person where there is a basis; by then they have a relation, or it is over. The newest time counts.';
COMMENT ON COLUMN app.introduced.how IS 'what they gave it with: entered: a new person, who was here already; imported: a resource of another system; looked: an emergency look';
CREATE INDEX introduced_at ON app.introduced (at);
CREATE INDEX introduced_individual ON app.introduced (individual_id);

SELECT app.protect();
