-- What somebody took on in place of another, so that it comes back; and days on which offices are
-- closed that the policy file does not know of.

CREATE TABLE app.stand_in (
    task_id bigint PRIMARY KEY,
    staff_id integer NOT NULL,
    for_staff_id integer NOT NULL,
    since timestamptz NOT NULL
);
COMMENT ON TABLE app.stand_in IS
    'Items whose named owner (staff_id) holds no such role: they took the item on in place of for_staff_id, who was away, and it goes to them when they are back. Kept while it is so; no foreign keys, as for app.reach.';

CREATE TABLE app.closure (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    calendar_id integer NOT NULL REFERENCES app.calendar,
    day date NOT NULL,
    from_time text NOT NULL DEFAULT '00:00',
    to_time text NOT NULL DEFAULT '24:00',
    reason text,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    withdrawn_at timestamptz,
    withdrawn_by text,
    CHECK (from_time < to_time)
);
COMMENT ON TABLE app.closure IS
    'One-off closings of a calendar (a snow day), said to the database and not to the policy file, as cover is: every publication lays them over the calendar that the file describes. Local times, HH:MM.';
CREATE INDEX closure_calendar ON app.closure (calendar_id, day) WHERE withdrawn_at IS NULL;

SELECT app.protect();
