-- The step table of INTERFACES: who may do what to an item in which state, and what it is called.
-- position is the order of the keys on the hint line. The three steps of a risk come with the
-- social-risk capability. The grammar of effect is told in engine/effects.sql.

ALTER TABLE app.step ADD COLUMN done text NOT NULL;
COMMENT ON COLUMN app.step.done IS 'what somebody did, after their name: Maria Soto accepted it';
COMMENT ON COLUMN app.step.raises_version IS 'the step may change status, owner, clock or content, so the caller must have seen the present version; it rises when something did change';
COMMENT ON COLUMN app.step.needs IS 'keys of detail that must be given; a|b is one of the two';

INSERT INTO app.step (action, position, kinds, from_status, to_status, who, needs, raises_version, undoable, effect, done)
SELECT v.action, v.position,
       CASE v.kinds WHEN 'all' THEN enum_range(NULL::app.task_kind)
                    WHEN 'other' THEN array_remove(enum_range(NULL::app.task_kind), 'referral')
                    ELSE ARRAY[v.kinds::app.task_kind] END,
       CASE v.from_status WHEN 'any' THEN enum_range(NULL::app.task_status)
                          WHEN 'open' THEN '{requested,accepted,in-progress,on-hold}'
                          ELSE v.from_status::app.task_status[] END,
       v.to_status::app.task_status, string_to_array(v.who, ' '), string_to_array(v.needs, ' '),
       v.raises, v.undoable, v.effect, v.done
FROM (VALUES
    ('reroute',  10, 'reroute',  'open',                          'completed',   'O C',     '',                   true,  true,  're-route[: {offer}]',    'found another provider'),
    ('accept',   20, 'all',      '{requested}',                   'accepted',    'O',       '',                   true,  true,  'accept as you',          'accepted it'),
    ('claim',    30, 'all',      'open',                          NULL,          'X H',     '',                   true,  true,  'take it over',           'took it over'),
    ('start',    40, 'referral', '{accepted}',                    'in-progress', 'O',       'date note',          true,  true,  'service started',        'said that the service started'),
    ('complete', 50, 'referral', '{in-progress}',                 'completed',   'O',       'outcome',            true,  true,  'finish',                 'finished it'),
    ('complete', 51, 'other',    '{requested,accepted,in-progress}', 'completed', 'O',      'outcome',            true,  true,  'finish',                 'finished it'),
    ('decline',  60, 'referral', '{requested}',                   'rejected',    'O',       '',                   true,  true,  'decline[: {reason}]',    'declined it'),
    ('escalate', 70, 'all',      'open',                          NULL,          'O R C S', '',                   true,  true,  'tell {next}',            'brought somebody else in'),
    ('ask',      80, 'referral', '{requested,accepted}',          NULL,          'O',       'missing',            true,  true,  'ask {requester}',        'asked back'),
    ('hold',     90, 'all',      '{accepted,in-progress}',        'on-hold',     'O C',     'waiting_on until',   true,  true,  'wait',                   'made it wait'),
    ('resume',  100, 'all',      '{on-hold}',                     NULL,          'O C',     '',                   true,  true,  'go on',                  'went on with it'),
    ('fail',    110, 'referral', '{accepted,in-progress,on-hold}', 'failed',     'O',       'reason',             true,  true,  'could not be done',      'said that it could not be done'),
    ('cancel',  120, 'all',      'open',                          'cancelled',   'R C',     'reason',             true,  true,  'cancel',                 'cancelled it'),
    ('return',  130, 'all',      'open',                          NULL,          'X S C',   'note',               true,  true,  'send back to {former}',  'sent it back'),
    ('assign',  140, 'all',      'open',                          NULL,          'O S C',   'to',                 true,  true,  'give to a person',       'gave it to somebody'),
    ('undo',    150, 'all',      'any',                           NULL,          'D',       '',                   true,  false, 'undo {undo}',            'took the last step back'),
    ('amend',   160, 'all',      'any',                           NULL,          'D',       'reason|note',        false, false, 'give a reason',          'gave a reason'),
    ('call',    170, 'all',      'any',                           NULL,          'V',       'reached note',       false, false, 'log a call',             'called'),
    ('note',    180, 'all',      'any',                           NULL,          'V',       'note',               false, false, 'note',                   'wrote a note'),
    ('seen',    190, 'all',      'any',                           NULL,          'V',       '',                   false, false, 'seen',                   'has seen it'),
    ('relevel', 200, 'all',      'open',                          NULL,          'S C',     'value reason',       true,  true,  'change how urgent',      'changed how urgent it is'),
    ('redate',  210, 'all',      'open',                          NULL,          'R C',     'value reason',       true,  true,  'change the date needed', 'changed when it is needed'),
    ('correct', 220, 'all',      'any',                           NULL,          'O R C',   'field value reason', true,  false, 'correct',                'corrected it'),
    ('reopen',  230, 'all',      '{completed,failed,cancelled}',  NULL,          'O C',     'reason',             true,  true,  'reopen',                 'reopened it'),
    ('void',    240, 'all',      '{requested,accepted,in-progress,on-hold,completed,rejected,failed,cancelled}', 'entered-in-error',
                                                                                 'R C',     'reason',             true,  true,  'entered by mistake',     'marked it as entered by mistake')
) AS v (action, position, kinds, from_status, to_status, who, needs, raises, undoable, effect, done);
