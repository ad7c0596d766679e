-- Messages outside the console: mail, page. They say how many things wait, and nothing about anybody.

CREATE FUNCTION engine.may_deliver() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT i.sandbox AND (engine.is_server_owner() OR coalesce(engine.has_duty((engine.me_or_none()).id, 'administer'), false))
    FROM app.installation i
$$;
COMMENT ON FUNCTION engine.may_deliver() IS
    'The sending service: the server''s owner, or duty administer; never in a sandbox, whose people are invented.';

CREATE FUNCTION engine.gathers(channel text) RETURNS interval LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE channel WHEN 'mail' THEN interval '5 minutes' ELSE interval '2 minutes' END
$$;
COMMENT ON FUNCTION engine.gathers(text) IS 'How long after a message to somebody the next ones are gathered into one.';

CREATE FUNCTION engine.tries_again(tries integer) RETURNS interval LANGUAGE sql IMMUTABLE AS $$
    SELECT (ARRAY['30 seconds', '2 minutes', '8 minutes']::interval[])[tries]
$$;
COMMENT ON FUNCTION engine.tries_again(integer) IS 'How long to wait after so many failed tries; NULL: enough tried.';

CREATE FUNCTION engine.deliverable(at timestamptz) RETURNS TABLE (reach_id bigint, channel text, staff_id integer)
LANGUAGE sql STABLE AS $$
    SELECT r.id, r.channel, r.staff_id FROM (
    SELECT f.id, f.at, n.channel, coalesce(f.staff_id, d.staff_id) AS staff_id, t.priority <> 'routine' AS urgent, s.tries,
           bool_or(t.priority <> 'routine') OVER (PARTITION BY n.channel, coalesce(f.staff_id, d.staff_id)) AS hurry
    FROM app.reach f
    JOIN app.task t ON t.id = f.task_id
    JOIN (SELECT p.policy -> 'notify' AS notify FROM app.policy_revision p ORDER BY p.number DESC LIMIT 1) p ON true
    CROSS JOIN LATERAL unnest(f.channels) n (channel)
    LEFT JOIN app.role_on_duty d ON d.role_id = f.role_id
    LEFT JOIN app.delivery s ON s.reach_id = f.id AND s.channel = n.channel
    WHERE f.channels <> '{console}' AND f.at > deliverable.at - interval '1 day' AND f.withdrawn_at IS NULL AND f.task_open
      AND f.opened_at IS NULL
      AND jsonb_array_length(coalesce(p.notify -> n.channel, '[]')) > 0
      AND (s.reach_id IS NULL OR s.sent_at IS NULL AND s.failed_at IS NULL
                                 AND coalesce(s.next_at <= clock_timestamp(), s.claimed_at < clock_timestamp() - interval '5 minutes'))) r
    -- One message for what comes within minutes; what is urgent is not waited with, and takes the rest along.
    WHERE r.hurry OR NOT EXISTS (
        SELECT FROM app.delivery b WHERE b.staff_id = r.staff_id AND b.channel = r.channel AND b.sent_at > clock_timestamp() - engine.gathers(r.channel))
    ORDER BY r.at
$$;
COMMENT ON FUNCTION engine.deliverable(timestamptz) IS
    'Messages that are to be sent now: of the last day, about tasks still open that whoever it is for has not opened, by channels that the policy in force has switched on, not sent, not given up, in nobody''s hands, and not to be gathered for a while.';

CREATE FUNCTION engine.delivery_text(kinds app.task_kind[], late boolean[], actions app.rung_action[]) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    WITH items AS (
        SELECT i.kind, i.late, i.action FROM unnest(kinds, late, actions) i (kind, late, action)),
    parts AS (
        SELECT i.action, count(*) AS n, bool_and(i.late) AS late, bool_and(i.kind = 'referral') AS referrals
        FROM items i GROUP BY i.action),
    words AS (
        SELECT p.action, p.n || CASE WHEN p.referrals THEN ' referral' ELSE ' item' END
            || CASE WHEN p.n > 1 THEN 's are ' ELSE ' is ' END || CASE WHEN p.late THEN 'late and ' ELSE '' END
            || CASE p.action WHEN 'transfer' THEN CASE WHEN p.n > 1 THEN 'were passed to you' ELSE 'was passed to you' END
                             WHEN 'escalate' THEN CASE WHEN p.n > 1 THEN 'need you as well' ELSE 'needs you as well' END
                             WHEN 'inform' THEN CASE WHEN p.n > 1 THEN 'concern you' ELSE 'concerns you' END
                             ELSE CASE WHEN p.n > 1 THEN 'wait for you' ELSE 'waits for you' END END AS part,
            p.late
        FROM parts p)
    SELECT string_agg(CASE WHEN w.late THEN w.part ELSE regexp_replace(w.part, ' (is|are) ', ' ') END, '; '
                      ORDER BY w.action DESC) || '; open holdfast'
    FROM words w
$$;
COMMENT ON FUNCTION engine.delivery_text(app.task_kind[], boolean[], app.rung_action[]) IS
    'The whole message: "1 referral is late and was passed to you; open holdfast". No name, no place, no reference.';

CREATE FUNCTION engine.deliver_claim(n integer, at timestamptz)
RETURNS TABLE (channel text, staff_id integer, reaches bigint[]) LANGUAGE sql VOLATILE AS $$
    WITH claimed AS (
        INSERT INTO app.delivery AS s (reach_id, channel, staff_id, claimed_at)
        SELECT d.reach_id, d.channel, d.staff_id, clock_timestamp() FROM engine.deliverable(deliver_claim.at) d LIMIT n
        ON CONFLICT (reach_id, channel) DO UPDATE SET claimed_at = excluded.claimed_at, staff_id = excluded.staff_id, tries = s.tries + 1, next_at = NULL
            WHERE s.sent_at IS NULL AND s.failed_at IS NULL AND coalesce(s.next_at <= clock_timestamp(), s.claimed_at < clock_timestamp() - interval '5 minutes')
        RETURNING s.reach_id, s.channel, s.staff_id)
    SELECT c.channel, c.staff_id, array_agg(c.reach_id ORDER BY c.reach_id) FROM claimed c GROUP BY c.channel, c.staff_id
$$;
COMMENT ON FUNCTION engine.deliver_claim(integer, timestamptz) IS
    'Takes messages in hand, one per person and channel over all that they are about. Two services never get the same one.';

CREATE FUNCTION engine.deliver_later(wanted bigint[], channel text, at timestamptz) RETURNS bigint[] LANGUAGE sql VOLATILE AS $$
    -- The rung waits for its patience and no longer: a try that comes after that is none.
    WITH again AS (
        UPDATE app.delivery s SET next_at = clock_timestamp() + engine.tries_again(s.tries)
        FROM app.reach f JOIN app.clock c ON c.id = f.clock_id
        WHERE s.reach_id = ANY (wanted) AND s.channel = deliver_later.channel AND s.sent_at IS NULL AND s.failed_at IS NULL AND f.id = s.reach_id
          AND engine.tries_again(s.tries) IS NOT NULL
          AND coalesce(deliver_later.at + engine.tries_again(s.tries) < least(c.patience_at, c.exhausts_at), true)
        RETURNING s.reach_id)
    SELECT coalesce(array_agg(a.reach_id), '{}') FROM again a
$$;
COMMENT ON FUNCTION engine.deliver_later(bigint[], text, timestamptz) IS
    'Which of these messages are tried again, each after a longer while than before; the others had tries enough, or their rung has no more patience.';

CREATE FUNCTION engine.deliver_failed(failed bigint, channel text, at timestamptz) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    f app.reach;
    t app.task;
    signed record;
BEGIN
    SELECT k.* INTO f FROM app.reach k WHERE k.id = failed;
    SELECT k.* INTO t FROM app.task k WHERE k.id = f.task_id FOR NO KEY UPDATE;
    signed := engine.sign_task(t, at, NULL, 'undelivered', t.status,
                               jsonb_build_object('rung', f.rung_no, 'repetition', f.repetition, 'clock', f.clock_id, 'by', channel,
                                                  'reached', engine.login_of(f.staff_id)), NULL, NULL);
    PERFORM engine.put_task(signed.t);
    -- Waiting for somebody who was never told helps nobody: the ladder moves on at once, unless
    -- another channel got through, or may yet, or another rung fired since.
    UPDATE app.clock c
    SET patience_at = CASE WHEN c.exhausts_at IS NULL THEN at END,
        exhausts_at = CASE WHEN c.exhausts_at IS NOT NULL THEN least(c.exhausts_at, at) END
    WHERE c.id = f.clock_id AND c.stopped_at IS NULL AND c.held_at IS NULL AND f.opened_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM app.delivery s WHERE s.reach_id = f.id AND s.failed_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM app.reach k WHERE k.clock_id = c.id AND k.generation = f.generation
                        AND (k.rung_no, k.repetition) > (f.rung_no, f.repetition));
END $$;
COMMENT ON FUNCTION engine.deliver_failed(bigint, text, timestamptz) IS
    'A message that could not be sent: said on the task''s record, and the rung''s patience is over (DESIGN 6).';
