-- Where each person was in the console, so that a lost terminal or a lock loses nobody's place.

CREATE TABLE app.place (
    staff_id integer PRIMARY KEY REFERENCES app.staff,
    stack jsonb NOT NULL,
    at timestamptz NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE app.place IS 'stack: the screens that were open, the lowest first: {screen, ref, scope, filter}. Names, references and codes only; nothing that people wrote, and no name of anybody.';

SELECT app.protect();
