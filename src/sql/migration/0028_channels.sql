-- Messages that are tried again, digests; and who may move the date of work that is their own desk's.

ALTER TABLE app.delivery ADD COLUMN next_at timestamptz;
COMMENT ON COLUMN app.delivery.next_at IS 'it failed, and is tried again from then on; in real time';
COMMENT ON COLUMN app.delivery.failed_at IS 'given up: it cannot be delivered, or the rung''s patience is over; the task''s record says so';
CREATE INDEX delivery_sent ON app.delivery (staff_id, channel, sent_at) WHERE sent_at IS NOT NULL;

CREATE TABLE app.digest (
    staff_id integer NOT NULL REFERENCES app.staff,
    day date NOT NULL,
    claimed_at timestamptz NOT NULL,
    sent_at timestamptz,
    PRIMARY KEY (staff_id, day)
);
COMMENT ON TABLE app.digest IS 'Who was told on which day how much waits for them: at most once. In real time, like the programs that send it.';
COMMENT ON COLUMN app.digest.sent_at IS 'NULL: on its way, or it failed; then it may be sent again';

SELECT app.protect();

-- By when somebody needs a service is their requester's to say. Other work belongs to a desk, and its
-- supervisor answers for when it is done.
UPDATE app.step SET kinds = '{referral,reroute,risk}' WHERE action = 'redate';
INSERT INTO app.step (action, position, kinds, from_status, to_status, who, needs, raises_version, undoable, effect, done)
SELECT s.action, s.position + 1,
       array(SELECT k FROM unnest(enum_range(NULL::app.task_kind)) k WHERE k <> ALL (s.kinds)),
       s.from_status, s.to_status, '{R,S,C}', s.needs, s.raises_version, s.undoable, s.effect, s.done
FROM app.step s WHERE s.action = 'redate';
