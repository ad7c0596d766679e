-- Telling people outside the console: which message about which reach was sent by which channel.

CREATE TABLE app.delivery (
    reach_id bigint NOT NULL REFERENCES app.reach,
    channel text NOT NULL,
    staff_id integer REFERENCES app.staff,
    claimed_at timestamptz NOT NULL,
    tries integer NOT NULL DEFAULT 1,
    sent_at timestamptz,
    failed_at timestamptz,
    PRIMARY KEY (reach_id, channel)
);
COMMENT ON TABLE app.delivery IS 'A message outside the console about one reach: sent is not seen (rule 4). In real time, for real programs send it.';
COMMENT ON COLUMN app.delivery.claimed_at IS 'a sending service has it in hand; after five minutes without a result another may take it';
COMMENT ON COLUMN app.delivery.failed_at IS 'given up; the ladder then moved on, and the task''s record says so';
CREATE INDEX reach_channels ON app.reach (at) WHERE channels <> '{console}';

SELECT app.protect();
