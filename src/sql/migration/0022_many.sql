-- One step on many items at once: which steps may be, and what was done together, so that one undo
-- takes all of it back.

ALTER TABLE app.step ADD COLUMN many text;
COMMENT ON COLUMN app.step.many IS
    'what the step does to several items at once, {n} being how many and other names what was given: accept {n} as you; NULL: it needs a judgement of each, and is done to one item at a time';

UPDATE app.step p SET many = v.many
FROM (VALUES
    ('accept',   'accept {n} as you'),
    ('claim',    'take {n} over'),
    ('decline',  'decline {n}[: {reason}]'),
    ('escalate', 'tell {told} about {n}'),
    ('hold',     'let {n} wait for {waiting_on} until {until}'),
    ('resume',   'go on with {n}'),
    ('cancel',   'cancel {n}[: {reason}]'),
    ('assign',   'give {n} to {to}'),
    ('note',     'write the note on {n}'),
    ('seen',     'mark {n} as seen'),
    ('relevel',  'make {n} {value}'),
    ('redate',   'move the date needed of {n} to {value}')) AS v (action, many)
WHERE p.action = v.action;

CREATE TABLE app.batch (
    id bigint PRIMARY KEY DEFAULT app.next_id(),
    staff_id integer NOT NULL REFERENCES app.staff,
    action text NOT NULL,
    at timestamptz NOT NULL
);
COMMENT ON TABLE app.batch IS 'A step that one person did to many items at once, in one call or several: B-….';
COMMENT ON COLUMN app.batch.at IS 'when it began';
CREATE INDEX batch_at ON app.batch (at);

CREATE TABLE app.batch_item (
    batch_id bigint NOT NULL REFERENCES app.batch ON DELETE CASCADE,
    task_id bigint NOT NULL REFERENCES app.task,
    entry_id bigint,
    undone_at timestamptz,
    PRIMARY KEY (batch_id, task_id)
);
COMMENT ON TABLE app.batch_item IS 'An item to which it was done; the others were refused, and are not here.';
COMMENT ON COLUMN app.batch_item.entry_id IS 'the entry of the record that undo takes back; NULL: the step is none that can be';
COMMENT ON COLUMN app.batch_item.undone_at IS 'when undo was tried, whatever came of it: what could not be taken back then is mended by itself';

SELECT app.protect();
