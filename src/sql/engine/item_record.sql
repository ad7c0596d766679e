-- What was said and done to an item, what can still be taken back, and what it would be re-routed to.

CREATE FUNCTION engine.timeline(tasks bigint[], v engine.viewer, wanted text[] DEFAULT NULL) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('at', x.at, 'ref', x.ref, 'kind', x.action, 'actor', x.who, 'who', x.who, 'action', x.action,
                                                     'text', CASE WHEN wanted IS NULL THEN x.text ELSE coalesce(x.note, x.text) END)
                                  ORDER BY x.at, x.id), '[]')
        FROM (
            SELECT e.at, e.id, engine.task_ref(t) AS ref, e.action, engine.actor_words(e, v) AS who,
                   engine.entry_words(e, CASE WHEN k.known THEN p.body END) || coalesce(' (words ' || engine.erased_words(p.erased_by) || ')', '') AS text,
                   CASE WHEN k.known THEN coalesce(p.body ->> 'note', p.body ->> 'missing', engine.erased_words(p.erased_by)) END AS note
            FROM app.task t
            CROSS JOIN LATERAL (SELECT engine.knows_person(t.individual_id, t.category, t.owner_organization_id, t.requester_organization_id, v.organization_id, v.staff_id) AS known) k
            JOIN app.ledger e ON e.entity_kind = 'task' AND e.entity_id = t.id
            LEFT JOIN app.ledger_private p ON p.entry_id = e.id
            WHERE t.id = ANY (tasks) AND (wanted IS NULL OR e.action = ANY (wanted) AND (k.known OR p.entry_id IS NULL)) AND NOT engine.entry_hidden(e, v)
            ORDER BY e.at DESC, e.id DESC LIMIT 200) x);
END $$;
COMMENT ON FUNCTION engine.timeline(bigint[], engine.viewer, text[]) IS
    'The record of these tasks in words, oldest first, the last 200; with wanted only those actions, told by what was typed. Words typed need a basis.';

CREATE FUNCTION engine.amended(INOUT e app.ledger, INOUT words jsonb) LANGUAGE plpgsql STABLE AS $$
DECLARE
    a record;
BEGIN
    FOR a IN SELECT l.detail, p.body FROM app.ledger l LEFT JOIN app.ledger_private p ON p.entry_id = l.id AND words IS NOT NULL
             WHERE l.entity_kind = 'task' AND l.entity_id = e.entity_id AND l.at >= e.at AND l.seq > e.seq
               AND l.action = 'amend' AND l.detail ->> 'amends' = e.id::text ORDER BY l.seq LOOP
        IF a.detail ? 'reason' OR a.body ? 'reason' THEN
            e.detail := e.detail - 'reason' - 'reason_source';
            words := words - 'reason';
        END IF;
        e.detail := e.detail || jsonb_strip_nulls(jsonb_build_object('reason', a.detail -> 'reason', 'reason_source', a.detail -> 'reason_source'));
        words := words || coalesce(a.body, '{}');
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.amended(app.ledger, jsonb) IS 'An entry and its words with the reason that was given for it afterwards.';

CREATE FUNCTION engine.undo_ahead(t app.task, v engine.viewer, actions text[]) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- The step may have been done to the item that this one was opened from: acting here ends it too.
    RETURN (
        SELECT jsonb_build_object('text', engine.actor_words(e, v) || ' ' || engine.entry_words(said.e, said.words), 'until', u.until,
            'mine', u.staff_id = v.staff_id, 'ref', engine.task_ref(k),
            'ends_by', (SELECT coalesce(jsonb_agg(DISTINCT s.action), '[]') FROM app.step s
                        WHERE s.raises_version AND s.action <> 'undo' AND s.action = ANY (actions)))
        FROM app.task k
        JOIN app.step_undo u ON u.task_id = k.id AND u.until > v.at AND u.version = k.version
        JOIN app.ledger e ON e.id = u.entry_id AND e.at = u.at
        LEFT JOIN app.ledger_private p ON p.entry_id = e.id
             AND engine.knows_person(k.individual_id, k.category, k.owner_organization_id, k.requester_organization_id, v.organization_id, v.staff_id)
        CROSS JOIN LATERAL engine.amended(e, coalesce(p.body, CASE WHEN e.private_digest IS NULL THEN '{}'::jsonb END)) said
        WHERE k.id = t.id OR (k.id = t.parent_id AND t.created_at = u.at AND t.version = 1)
        ORDER BY k.id = t.id DESC LIMIT 1);
END $$;
COMMENT ON FUNCTION engine.undo_ahead(app.task, engine.viewer, text[]) IS
    'The last step that may still be taken back, of this item or of the one it was opened from, and which keys would end that. NULL: none.';

CREATE FUNCTION engine.offer_list(r app.referral, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('service', o.code, 'name', g.name, 'organization', g.name,
            'open', o.open_at <= v.at, 'opens_at', CASE WHEN o.open_at > v.at THEN o.open_at END,
            'text', concat_ws(', ', CASE WHEN o.open_at <= v.at THEN 'open' ELSE 'closed now' END, w.area)) ORDER BY o.place), '[]')
        FROM engine.offers(r) WITH ORDINALITY o (service_id, code, name, organization_id, owner_role_id, rank, open_at, basis, place)
        JOIN app.organization g ON g.id = o.organization_id
        CROSS JOIN LATERAL (SELECT engine.route_code(r.provided, r.individual_id) AS area) w
        WHERE r.id IS NOT NULL);
END $$;
COMMENT ON FUNCTION engine.offer_list(app.referral, engine.viewer) IS 'What a re-route would offer, best first, and whether somebody is there now.';

CREATE FUNCTION engine.why_another(t app.task, tried app.task) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Opened because a time was over; what became of the try since is another matter.
    IF tried.closed_at IS NULL OR tried.closed_at > t.created_at THEN
        RETURN CASE WHEN EXISTS (SELECT FROM app.clock c WHERE c.task_id = tried.id AND c.stage = 'start' AND c.started <= t.created_at)
                    THEN 'it was not started in time' ELSE 'nobody answered in time' END;
    END IF;
    RETURN (SELECT o.name FROM app.organization o WHERE o.id = tried.owner_organization_id)
        || CASE tried.status WHEN 'rejected' THEN ' declined' ELSE ' could not do it' END;
END $$;
COMMENT ON FUNCTION engine.why_another(app.task, app.task) IS 'Why another provider is looked for: what stood when the search was opened.';

CREATE FUNCTION engine.theirs_since(t app.task) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN greatest(t.stage_since, (
        SELECT max(e.at) FROM app.ledger e
        WHERE e.entity_kind = 'task' AND e.entity_id = t.id AND e.at >= t.stage_since
          AND (e.action IN ('accept', 'claim', 'assign', 'transfer', 'hand_over', 'come_back') OR e.detail ->> 'do' = 'transfer'
               -- Sent back by who was only told of it: it never left.
               OR (e.action = 'return' AND e.detail ? 'from'))
          AND NOT engine.was_taken_back(e)));
END $$;
COMMENT ON FUNCTION engine.theirs_since(app.task) IS 'Since when whoever has an item has it: since its stage began, or they took or were given it in that stage.';

CREATE FUNCTION engine.now_words(t app.task, r app.referral, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    role app.role := (SELECT o FROM app.role o WHERE o.id = t.owner_role_id);
    parent app.task := (SELECT k FROM app.task k WHERE k.id = t.parent_id);
    ended text := (SELECT o.name FROM app.outcome o WHERE o.code = r.outcome);
BEGIN
    RETURN jsonb_build_object(
        'text', CASE
            WHEN t.closed_at IS NULL AND t.status <> 'on-hold' AND t.kind = 'reroute' THEN 'Needs another provider.'
            WHEN t.closed_at IS NULL AND t.status <> 'on-hold' AND t.kind NOT IN ('referral', 'reroute')
                THEN upper(left(coalesce(t.label, engine.kind_words(t.kind)), 1)) || substr(coalesce(t.label, engine.kind_words(t.kind)), 2) || '.'
            ELSE CASE t.status WHEN 'requested' THEN 'Needs an answer.' WHEN 'accepted' THEN 'Accepted, not started.'
                 WHEN 'in-progress' THEN 'Running.' WHEN 'on-hold' THEN 'Waits for ' || engine.reason_words('hold', t.waiting_on) || '.'
                 WHEN 'completed' THEN 'Finished' || coalesce(': ' || ended, '') || '.' WHEN 'rejected' THEN 'Declined.'
                 WHEN 'failed' THEN 'Could not be done.' WHEN 'cancelled' THEN 'Cancelled.' ELSE 'Entered by mistake.' END END,
        'whose', CASE WHEN t.owner_staff_id = v.staff_id THEN 'Yours'
                      WHEN t.owner_staff_id IS NULL AND t.owner_role_id = ANY (v.roles) THEN 'Yours (' || role.name || ')'
                      ELSE concat_ws(', ', role.name, (SELECT s.name FROM app.staff s WHERE s.id = t.owner_staff_id)) END
                 || coalesce('; ' || engine.away_words(t, v), ''),
        'since', coalesce(t.closed_at, engine.theirs_since(t)),
        'because', CASE
            WHEN t.returned_at IS NOT NULL AND t.closed_at IS NULL THEN 'its wait is over'
            WHEN t.kind = 'reroute' THEN engine.why_another(t, parent)
            WHEN t.kind = 'follow_up' THEN (SELECT o.name FROM app.organization o WHERE o.id = t.requester_organization_id) || ' asked' END);
END $$;
COMMENT ON FUNCTION engine.now_words(app.task, app.referral, engine.viewer) IS 'The line Now: what it needs, whose it is, since when, because of what.';

CREATE FUNCTION engine.answers_words(t app.task, r app.referral) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    held app.task;
BEGIN
    IF r.id IS NULL OR r.closed_at IS NOT NULL THEN
        RETURN NULL;
    END IF;
    SELECT k.* INTO held FROM app.task k
    WHERE k.referral_id = r.id AND k.kind = 'referral' AND k.closed_at IS NULL AND k.owner_staff_id IS NOT NULL ORDER BY k.attempt DESC LIMIT 1;
    RETURN CASE WHEN held.id IS NULL
        THEN 'For the person until somebody accepts: ' || concat_ws(', ', (SELECT o.name FROM app.role o WHERE o.id = r.requester_role_id),
                                                                        (SELECT s.name FROM app.staff s WHERE s.id = r.requester_staff_id))
        ELSE 'For the person: ' || engine.from_words(held.owner_staff_id, held.owner_organization_id) END;
END $$;
COMMENT ON FUNCTION engine.answers_words(app.task, app.referral) IS 'Who is answerable for the person: the requester until somebody accepts (rule 1).';

CREATE FUNCTION engine.keep_opening(task_id bigint, staff_id integer, at timestamptz, acting boolean, by_decision boolean, OUT first boolean) LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.opening (task_id, staff_id, at, acting, by_decision)
    VALUES (keep_opening.task_id, keep_opening.staff_id, keep_opening.at, keep_opening.acting, keep_opening.by_decision) ON CONFLICT DO NOTHING;
    first := FOUND;
    IF NOT first AND NOT by_decision THEN
        UPDATE app.opening o SET by_decision = false WHERE o.task_id = keep_opening.task_id AND o.staff_id = keep_opening.staff_id AND o.by_decision;
        first := FOUND;
    END IF;
    -- Who only read it then may act on it now.
    UPDATE app.opening o SET acting = true
    WHERE o.task_id = keep_opening.task_id AND o.staff_id = keep_opening.staff_id AND keep_opening.acting AND NOT o.acting;
END $$;
COMMENT ON FUNCTION engine.keep_opening(bigint, integer, timestamptz, boolean, boolean) IS
    'Somebody has opened an item: kept once, and first says whether they had not before. by_decision: by deciding on it in a review, which may be taken back (engine.unopen). acting: they may act on it; to be looked at by others, who audit or only asked for it, is not to be opened.';

CREATE FUNCTION engine.open_for(t app.task, v engine.viewer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    held app.task;
    staff app.staff;
    signed record;
    may boolean;
BEGIN
    SELECT s.* INTO staff FROM app.staff s WHERE s.id = v.staff_id;
    may := engine.relations(t, staff, v.roles) && '{O,H,C,S,X}';
    IF EXISTS (SELECT FROM app.opening o WHERE o.task_id = t.id AND o.staff_id = v.staff_id AND o.acting >= may AND NOT o.by_decision)
       AND NOT EXISTS (SELECT FROM app.reach r WHERE r.task_id = t.id AND r.opened_at IS NULL AND r.withdrawn_at IS NULL
                         AND (r.staff_id = v.staff_id OR r.role_id = ANY (v.roles))) THEN
        RETURN;
    END IF;
    -- Looking never waits for somebody who acts: what is missed here is recorded at the next look.
    SELECT k.* INTO held FROM app.task k WHERE k.id = t.id FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE app.reach r SET opened_at = v.at
    WHERE r.task_id = t.id AND r.opened_at IS NULL AND r.withdrawn_at IS NULL AND (r.staff_id = v.staff_id OR r.role_id = ANY (v.roles));
    IF engine.keep_opening(t.id, v.staff_id, v.at, may, false) THEN
        signed := engine.sign_task(held, v.at, staff, 'seen', held.status, '{"opened": true}', NULL, NULL);
        UPDATE app.task k SET ledger_seq = (signed.t).ledger_seq, ledger_head = (signed.t).ledger_head WHERE k.id = t.id;
    END IF;
END $$;
COMMENT ON FUNCTION engine.open_for(app.task, engine.viewer) IS
    'The first opening of an item by a person, recorded once; whoever a rung reached has now opened it (rule 4: delivered is not seen).';

CREATE FUNCTION engine.item_title(t app.task, line engine.row) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE t.kind WHEN 'referral' THEN line.label
                       WHEN 'reroute' THEN 'find provider, ' || coalesce(line.referral_ref || ' ', '') || line.label
                       ELSE line.label || coalesce(', ' || line.referral_ref, '') END
$$;
COMMENT ON FUNCTION engine.item_title(app.task, engine.row) IS 'find provider, R-20418 nursing visits';

CREATE FUNCTION engine.item_actions(t app.task, line engine.row, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    actions text[] := line.actions;
    effects text[] := line.effects;
BEGIN
    -- A reason may be given to one's own step at any time, long after it could be taken back.
    IF NOT 'amend' = ANY (actions) AND (engine.last_own(t, v.staff_id)).id IS NOT NULL THEN
        actions := actions || 'amend'::text;
        effects := effects || (SELECT p.effect FROM app.step p WHERE p.action = 'amend' LIMIT 1);
    END IF;
    RETURN jsonb_build_object('actions', to_jsonb(actions), 'effects', to_jsonb(effects), 'steps', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('action', a.action, 'effect', a.effect, 'needs', p.needs, 'ask', coalesce(l.ask, false))
            || CASE WHEN 'outcome' = ANY (p.needs) THEN jsonb_build_object('outcomes', (SELECT jsonb_agg(o.code ORDER BY o.position) FROM engine.outcomes_of(t) o)) ELSE '{}' END ORDER BY a.place), '[]')
        FROM unnest(actions, effects) WITH ORDINALITY a (action, effect, place)
        CROSS JOIN LATERAL (SELECT k.needs FROM app.step k WHERE k.action = a.action ORDER BY t.kind = ANY (k.kinds) DESC, k.position LIMIT 1) p
        LEFT JOIN app.reason_list l ON l.list = a.action));
END $$;
COMMENT ON FUNCTION engine.item_actions(app.task, engine.row, engine.viewer) IS 'The steps open to the reader, what each would do, what it needs, and how the item may end by it.';

CREATE FUNCTION engine.opened_note(t app.task) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN t.kind IN ('alert', 'correction', 'follow_up') THEN (
        SELECT p.body ->> 'note' FROM app.ledger e JOIN app.ledger_private p ON p.entry_id = e.id
        WHERE e.entity_kind = 'task' AND e.entity_id = t.id AND e.action = 'open' AND e.detail ->> 'because' IN ('consent', 'limit', 'threat') LIMIT 1) END;
END $$;
COMMENT ON FUNCTION engine.opened_note(app.task) IS
    'What whoever gets the work must read first: what threatens whom, or what a consent that has ended leaves to do. NULL: it came of neither.';

CREATE FUNCTION engine.shared_words(t app.task, r app.referral) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    told integer := (SELECT k.owner_organization_id FROM app.task k WHERE k.referral_id = r.id AND k.kind = 'referral' ORDER BY k.attempt DESC LIMIT 1);
BEGIN
    IF r.basis IN ('authorization', 'part2_consent') AND told <> r.requester_organization_id
       AND NOT engine.discloses(r.individual_id, r.requester_organization_id, told, t.category) THEN
        RETURN engine.ground_words(r.basis) || ', which has ended: nothing new may be told';
    END IF;
    RETURN engine.basis_words(r.basis, t.category);
END $$;
COMMENT ON FUNCTION engine.shared_words(app.task, app.referral) IS
    'On which ground a referral was told, and of what: For treatment; general health only. Whether what was signed for it still stands.';

CREATE FUNCTION engine.item_person(t app.task, r app.referral, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    hidden text := engine.withheld_words(t, v);
BEGIN
    IF hidden IS NOT NULL THEN
        RETURN jsonb_build_object('person', NULL, 'withheld', hidden, 'call', '{"contacts": [], "last": null}'::jsonb, 'why', NULL, 'provided', '{}'::jsonb);
    END IF;
    RETURN jsonb_build_object('person', engine.person_card(t.individual_id), 'withheld', NULL,
        'call', jsonb_build_object('contacts', engine.contact_list(t.individual_id), 'last', engine.last_call(t.individual_id, v)),
        'why', coalesce(CASE WHEN engine.opened_note(t) IS NULL THEN r.context ELSE engine.sentences(engine.opened_note(t), r.context) END, CASE WHEN t.kind IN ('alert', 'correction') THEN engine.look_why(t, v) END,
                        CASE WHEN t.kind NOT IN ('referral', 'reroute') THEN engine.events_words(t.id, v) END), 'provided', coalesce(r.provided, '{}'));
END $$;
COMMENT ON FUNCTION engine.item_person(app.task, app.referral, engine.viewer) IS 'Everything of an item that tells whom it is about; without a basis, why it is not told.';
