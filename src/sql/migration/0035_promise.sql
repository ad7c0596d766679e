-- The dates that a supervisor answers for. By when somebody needs a service is for whoever asked to
-- say, and so for their supervisor; of the provider's own next step its supervisor may promise a day.

UPDATE app.step SET who = '{R,Q,C}' WHERE action = 'redate' AND who = '{R,C}';
UPDATE app.step SET who = '{R,Q,S,C}' WHERE action = 'redate' AND who = '{R,S,C}';

ALTER TABLE app.clock ADD COLUMN promised timestamptz;
COMMENT ON COLUMN app.clock.promised IS
    'by when the provider''s supervisor promised the stage: an earlier one than the target''s is due then; a later one stands beside it and moves nothing';

INSERT INTO app.step (action, position, kinds, from_status, who, needs, raises_version, undoable, effect, done, many)
VALUES ('promise', 205, '{referral}', '{requested,accepted,in-progress}', '{S}', '{value,reason}', true, true,
        'promise a date', 'promised a date', 'promise {value} for {n}');

-- A step that moves an item is not called telling: tell Sam, pass to Lena.
UPDATE app.step SET effect = '{next}' WHERE action = 'escalate';
