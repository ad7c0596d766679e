-- The evidence of one referral: who should have acted, by when, who did, whom it reached, how it ended
-- and who says so; and the proof that the record of it is what was written at the time.

CREATE FUNCTION engine.evidence_entries(tasks bigint[], v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'ref', engine.task_ref(t), 'seq', l.seq, 'at', l.at,
            'who', coalesce((SELECT s.name || ', ' || o.name FROM app.staff s JOIN app.organization o ON o.id = s.organization_id WHERE s.id = l.actor_id),
                            engine.actor_words(l, v)),
            'action', l.action, 'text', engine.entry_words(l, CASE WHEN k.known THEN p.body END),
            'erased', engine.erased_words(p.erased_by), 'hash', encode(l.hash, 'hex'), 'seal', c.number) ORDER BY l.at, l.id), '[]')
        FROM app.task t
        JOIN app.ledger l ON l.entity_kind = 'task' AND l.entity_id = t.id
        LEFT JOIN app.ledger_private p ON p.entry_id = l.id
        CROSS JOIN LATERAL (SELECT engine.knows_person(t.individual_id, t.category, t.owner_organization_id, t.requester_organization_id, v.organization_id, v.staff_id) AS known) k
        LEFT JOIN LATERAL engine.seal_of(l.id) c (number) ON true
        WHERE t.id = ANY (tasks) AND NOT engine.entry_hidden(l, v));
END $$;
COMMENT ON FUNCTION engine.evidence_entries(bigint[], engine.viewer) IS
    'Every entry of these tasks, oldest first, each with its hash and the number of the seal that covers it (null: none yet).';

CREATE FUNCTION engine.seal_of(entry_id bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT s.number FROM app.seal s
    WHERE int8range(s.first_entry, s.last_entry, '[]') @> seal_of.entry_id AND seal_of.entry_id = ANY (s.entries)
    ORDER BY s.number LIMIT 1
$$;
COMMENT ON FUNCTION engine.seal_of(bigint) IS 'The number of the seal that covers an entry; NULL: none yet.';

CREATE FUNCTION engine.evidence_seals(entries jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('number', s.number, 'at', s.sealed_at, 'count', s.count, 'ours', u.ours,
            'hash', encode(s.hash, 'hex'), 'line', engine.seal_line(s) || E'\t' || encode(s.hash, 'hex'),
            'problem', engine.seal_problem(s)) ORDER BY s.number), '[]')
        FROM (SELECT (e ->> 'seal')::bigint AS number, count(*) AS ours FROM jsonb_array_elements(entries) e WHERE e ->> 'seal' IS NOT NULL GROUP BY 1) u
        JOIN app.seal s ON s.number = u.number);
END $$;
COMMENT ON FUNCTION engine.evidence_seals(jsonb) IS
    'The seals that cover these entries, each proved anew: problem says what is wrong with one. line is what a file of seals kept elsewhere must hold.';

CREATE FUNCTION engine.seal_problem(s app.seal) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    covered record;
BEGIN
    SELECT count(*) AS count, sha256(coalesce(string_agg(int8send(e.id) || e.hash, '' ORDER BY e.id), '')) AS digest INTO covered
    FROM app.ledger e WHERE e.id = ANY (s.entries) AND e.at BETWEEN s.first_at AND s.last_at;
    RETURN CASE
        WHEN s.hash <> engine.seal_hash(s) THEN 'the seal was changed'
        WHEN s.previous <> coalesce((SELECT b.hash FROM app.seal b WHERE b.number = s.number - 1), '') THEN 'it does not follow the seal before it'
        WHEN covered.count <> s.count OR covered.digest <> s.digest THEN 'what it covers was changed, or is missing' END;
END $$;
COMMENT ON FUNCTION engine.seal_problem(app.seal) IS 'What is wrong with one seal; NULL: it is what it was when made.';

CREATE FUNCTION engine.evidence_breaks(tasks bigint[]) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('ref', engine.entity_ref(b.entity_kind, b.entity_id), 'seq', b.seq, 'at', b.at, 'problem', b.problem)
                                  ORDER BY b.entity_id, b.seq), '[]')
        FROM engine.chain_breaks(format('e.entity_kind = %L AND e.entity_id = ANY (%L::bigint[])', 'task', tasks),
                                 format('h.entity_kind = %L AND h.entity_id = ANY (%L::bigint[])', 'task', tasks), 0, 0, 0) b);
END $$;
COMMENT ON FUNCTION engine.evidence_breaks(bigint[]) IS 'Where the record of these tasks is not what was written; [] when it is whole.';

CREATE FUNCTION engine.evidence_proof(tasks bigint[], entries jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_build_object('entries', jsonb_array_length(entries),
        'waiting', (SELECT count(*) FROM jsonb_array_elements(entries) e WHERE e ->> 'seal' IS NULL),
        'seals', engine.evidence_seals(entries), 'breaks', engine.evidence_breaks(tasks));
END $$;
COMMENT ON FUNCTION engine.evidence_proof(bigint[], jsonb) IS 'How these entries are proved: their chains, and the seals over them.';

CREATE FUNCTION engine.looked_now(r app.reach, reader integer, roles integer[], at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT r.opened_at > at - interval '5 minutes' AND (r.staff_id = reader OR r.role_id = ANY (roles))
       AND NOT EXISTS (SELECT FROM app.opening o WHERE o.task_id = r.task_id AND o.at = r.opened_at AND o.staff_id <> reader)
$$;
COMMENT ON FUNCTION engine.looked_now(app.reach, integer, integer[], timestamptz) IS
    'Whether what counts as looking at it is no more than that the reader of the evidence has just opened the page to ask for it: of who looked after it that says nothing.';

CREATE FUNCTION engine.look_taken_back(e app.ledger) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN e.action = 'seen' AND EXISTS (
        SELECT FROM app.review_item i JOIN app.review_decision d ON d.review_id = i.review_id AND d.item_no = i.no
        WHERE i.task_id = e.entity_id AND i.organization_id IS NULL AND d.staff_id = e.actor_id AND d.action = 'seen' AND d.at = e.at AND d.undone_at IS NOT NULL);
END $$;
COMMENT ON FUNCTION engine.look_taken_back(app.ledger) IS 'Whether it was decided in a review that something stays as it is, and that was taken back.';

CREATE FUNCTION engine.answered_by(r app.reach, c app.clock, looks boolean) RETURNS app.ledger LANGUAGE plpgsql STABLE AS $$
DECLARE
    e app.ledger;
BEGIN
    -- While what it was about ran: what came later, or was taken back, answered something else, or nothing.
    SELECT l.* INTO e FROM app.ledger l
    WHERE l.entity_kind = 'task' AND l.entity_id = r.task_id AND l.actor_id = r.staff_id AND l.at >= r.at AND l.at <= coalesce(c.stopped_at, 'infinity')
      AND CASE WHEN looks THEN l.action = 'note' OR (l.action = 'seen' AND NOT l.detail ? 'opened') ELSE l.action <> ALL ('{seen,unseen,note,undo}') END
      AND NOT engine.was_taken_back(l) AND NOT engine.look_taken_back(l)
    ORDER BY l.seq LIMIT 1;
    RETURN e;
END $$;
COMMENT ON FUNCTION engine.answered_by(app.reach, app.clock, boolean) IS
    'The first step of whom a rung reached, while its clock ran, that was not taken back; looks: where they said instead that they looked at it (seen, in a review), or wrote of it. NULL: there is none.';

-- Whom its ladders brought in, whether they looked, and what they did then.
CREATE FUNCTION engine.evidence_reached(tasks bigint[], v engine.viewer, reader engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('ref', engine.task_ref(t), 'at', r.at,
            'how', CASE r.action WHEN 'remind' THEN 'reminded' WHEN 'inform' THEN 'told, to know' WHEN 'escalate' THEN 'told, to act' ELSE 'given it' END,
            'who', concat_ws(', ', engine.staff_words(r.staff_id, v), o.name),
            'because', CASE WHEN r.by_hand IS NULL THEN engine.to_do_words(t.kind, c.stage) || CASE WHEN r.at < c.due THEN ', due soon' ELSE ', late' END
                            ELSE 'asked by ' || engine.staff_words(r.by_hand, v) END,
            'channels', r.channels, 'did', CASE WHEN (did.e).id IS NOT NULL THEN rtrim(engine.entry_words(did.e, NULL), '. ') END, 'did_at', (did.e).at,
            'opened_at', least((engine.answered_by(r, c, true)).at, CASE WHEN NOT coalesce(engine.looked_now(r, reader.staff_id, reader.roles, reader.at), false) THEN r.opened_at END))  ORDER BY r.at, r.id), '[]')
        FROM app.reach r
        JOIN app.task t ON t.id = r.task_id
        JOIN app.clock c ON c.id = r.clock_id
        LEFT JOIN app.role o ON o.id = r.role_id
        LEFT JOIN LATERAL (SELECT e FROM (SELECT engine.answered_by(r, c, false) AS e OFFSET 0) a WHERE (e).id IS NOT NULL) did ON true
        WHERE r.task_id = ANY (tasks) AND r.withdrawn_at IS NULL);
END $$;
COMMENT ON FUNCTION engine.evidence_reached(bigint[], engine.viewer, engine.viewer) IS 'Every rung that fired, oldest first: whom it reached, how, because of what; opened_at, did, did_at: null where they did not, or where only the reader has, just now. v: as whom names are said.';

CREATE FUNCTION engine.evidence_outcome(r app.referral, t app.task, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    about bigint := coalesce((SELECT k.id FROM app.task k WHERE k.referral_id = r.id AND k.kind = 'referral' ORDER BY k.attempt DESC LIMIT 1), t.id);
    ended_as text := r.outcome;
    ending app.ledger;
BEGIN
    SELECT l.* INTO ending FROM app.ledger l JOIN app.task k ON k.id = l.entity_id
    WHERE l.entity_kind = 'task' AND l.to_status IN ('completed', 'rejected', 'failed', 'cancelled', 'entered-in-error')
      AND l.from_status IS DISTINCT FROM l.to_status AND k.id = about ORDER BY l.seq DESC LIMIT 1;
    ended_as := coalesce(ended_as, ending.detail ->> 'outcome');
    RETURN jsonb_build_object(
        'closed_at', coalesce(r.closed_at, CASE WHEN r.id IS NULL THEN t.closed_at END),
        'outcome', (SELECT o.name FROM app.outcome o WHERE o.code = ended_as), 'helped', (SELECT o.helped FROM app.outcome o WHERE o.code = ended_as),
        'source', r.outcome_source,
        'who', CASE WHEN ending.id IS NOT NULL THEN coalesce((SELECT s.name || ', ' || o.name FROM app.staff s JOIN app.organization o ON o.id = s.organization_id
                                                              WHERE s.id = ending.actor_id), engine.actor_words(ending, v)) END,
        'text', CASE WHEN ending.id IS NOT NULL THEN engine.entry_words(ending, NULL) END, 'at', ending.at);
END $$;
COMMENT ON FUNCTION engine.evidence_outcome(app.referral, app.task, engine.viewer) IS
    'How it ended, whether that was help, and who says so (source: provider or person); everything null while it is open.';

CREATE FUNCTION engine.evidence_tries(r app.referral, tasks bigint[], v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('ref', engine.task_ref(t), 'to', o.name, 'role', k.name, 'sent_at', t.created_at,
            'named', (SELECT s.name FROM app.staff s WHERE s.id = t.owner_staff_id),
            'status', engine.status_words(t.kind, t.status, t.waiting_on), 'closed_at', t.closed_at) ORDER BY t.attempt), '[]')
        FROM app.task t LEFT JOIN app.service s ON s.id = t.service_id
        JOIN app.organization o ON o.id = coalesce(s.organization_id, t.owner_organization_id) JOIN app.role k ON k.id = coalesce(s.owner_role_id, t.owner_role_id)
        WHERE t.id = ANY (tasks) AND t.kind = 'referral');
END $$;
COMMENT ON FUNCTION engine.evidence_tries(app.referral, bigint[], engine.viewer) IS 'To whom it was sent, one after the other, and what became of each try.';

-- What it comes to, in a few sentences.
CREATE FUNCTION engine.evidence_sums(acted jsonb, reached jsonb, since timestamptz, met timestamptz, ended timestamptz, at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'duties', count(*), 'in_time', count(*) FILTER (WHERE NOT (a ->> 'late')::boolean AND NOT (a ->> 'open')::boolean),
        'late', count(*) FILTER (WHERE (a ->> 'late')::boolean AND NOT (a ->> 'open')::boolean), 'open', count(*) FILTER (WHERE (a ->> 'open')::boolean),
        'open_late', count(*) FILTER (WHERE (a ->> 'open')::boolean AND (a ->> 'late')::boolean),
        'reached', jsonb_array_length(reached), 'opened', (SELECT count(*) FROM jsonb_array_elements(reached) r WHERE coalesce(r ->> 'opened_at', r ->> 'did') IS NOT NULL),
        'waited_seconds', extract(epoch FROM coalesce(met, ended, at) - since)::bigint)
    FROM jsonb_array_elements(acted) a
$$;
COMMENT ON FUNCTION engine.evidence_sums(jsonb, jsonb, timestamptz, timestamptz, timestamptz, timestamptz) IS
    'How many duties there were, and how many were done in time, late, or are still open, and late by now; how many people ladders reached, and how many of them looked or acted; how long the need waited.';
