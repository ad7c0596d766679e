-- Who decides what: a person's items go to one reviewer, reserved for some minutes by a row that
-- others pass over, so that two never meet; and how an item is shown to whoever decides it.

CREATE FUNCTION engine.group_seen(g app.review_group, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN NOT (g.apart OR NOT v.coordinates)
        OR EXISTS (SELECT FROM app.review_item i
                   WHERE i.review_id = g.review_id AND i.about = g.about AND i.apart = g.apart AND i.turn = g.turn AND i.state = 'open'
                     AND engine.review_sees(i.review_id, i.no, v));
END $$;
COMMENT ON FUNCTION engine.group_seen(app.review_group, engine.viewer) IS 'Whether anything of it is there for this reader.';

CREATE FUNCTION engine.group_items(g app.review_group, v engine.viewer) RETURNS integer[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN array(SELECT i.no FROM app.review_item i
                 WHERE i.review_id = g.review_id AND i.about = g.about AND i.apart = g.apart AND i.turn = g.turn AND i.state = 'open'
                   AND (NOT (g.apart OR NOT v.coordinates) OR engine.review_sees(i.review_id, i.no, v))
                 ORDER BY i.weight DESC, i.since, i.no);
END $$;
COMMENT ON FUNCTION engine.group_items(app.review_group, engine.viewer) IS 'What is still to decide of it, worst first.';

CREATE FUNCTION engine.review_hold_for() RETURNS interval LANGUAGE sql IMMUTABLE AS $$ SELECT interval '5 minutes' $$;
COMMENT ON FUNCTION engine.review_hold_for() IS 'How long what somebody was given stays theirs: who is called away keeps nobody from it.';

CREATE FUNCTION engine.group_take(g app.review_group, v engine.viewer) RETURNS void LANGUAGE sql AS $$
    UPDATE app.review_group k SET held_by = v.staff_id, held_until = v.at + engine.review_hold_for()
    WHERE (k.review_id, k.about, k.apart, k.turn) = (g.review_id, g.about, g.apart, g.turn)
$$;
COMMENT ON FUNCTION engine.group_take(app.review_group, engine.viewer) IS 'Reserves it, from now on.';

CREATE FUNCTION engine.groups_leave(r app.review, v engine.viewer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE app.review_group k SET held_by = NULL, held_until = NULL
    WHERE k.review_id = r.id AND k.held_by = v.staff_id AND k.open > 0;
END $$;
COMMENT ON FUNCTION engine.groups_leave(app.review, engine.viewer) IS 'Gives back what a reviewer who goes was given: the others need not wait for it.';

CREATE FUNCTION engine.review_take(r app.review, n integer, v engine.viewer) RETURNS integer[] LANGUAGE plpgsql AS $$
DECLARE
    g app.review_group;
    taken integer[] := '{}';
BEGIN
    FOR g IN SELECT k.* FROM app.review_group k WHERE k.review_id = r.id AND k.open > 0 AND k.held_by = v.staff_id
             ORDER BY k.turn, k.weight DESC, k.since, k.about FOR NO KEY UPDATE SKIP LOCKED LOOP
        PERFORM engine.group_take(g, v);
        taken := taken || engine.group_items(g, v);
        EXIT WHEN cardinality(taken) >= n;
    END LOOP;
    WHILE cardinality(taken) < n LOOP
        SELECT k.* INTO g FROM app.review_group k
        WHERE k.review_id = r.id AND k.open > 0 AND k.held_by IS DISTINCT FROM v.staff_id AND coalesce(k.held_until <= v.at, true) AND engine.group_seen(k, v)
        ORDER BY k.turn, k.weight DESC, k.since, k.about LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
        EXIT WHEN NOT FOUND;
        PERFORM engine.group_take(g, v);
        taken := taken || engine.group_items(g, v);
    END LOOP;
    RETURN taken[1:n];
END $$;
COMMENT ON FUNCTION engine.review_take(app.review, integer, engine.viewer) IS
    'The next items for this reviewer, reserved: first of whom they have begun with, then of whoever is worst and nobody else has. Never waits for another reviewer. Gives their numbers.';

CREATE FUNCTION engine.review_mine(r app.review, v engine.viewer) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT sum(cardinality(engine.group_items(g, v))) FROM app.review_group g
                     WHERE g.review_id = r.id AND g.open > 0 AND g.held_by = v.staff_id AND g.held_until > v.at), 0);
END $$;
COMMENT ON FUNCTION engine.review_mine(app.review, engine.viewer) IS 'How many items are reserved for this reviewer.';

CREATE FUNCTION engine.review_others(r app.review, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('name', s.name, 'on', (
                   SELECT CASE WHEN i.organization_id IS NULL THEN engine.task_ref(t) ELSE o.name END
                   FROM app.review_group g JOIN app.review_item i ON i.review_id = g.review_id AND i.about = g.about AND i.apart = g.apart AND i.turn = g.turn AND i.state = 'open'
                   LEFT JOIN app.task t ON t.id = i.task_id LEFT JOIN app.organization o ON o.id = i.organization_id
                   WHERE g.review_id = r.id AND g.open > 0 AND g.held_by = p.staff_id AND g.held_until > v.at AND NOT g.apart
                   ORDER BY g.turn, g.weight DESC, g.since, g.about, i.weight DESC, i.since, i.no LIMIT 1)) ORDER BY p.joined_at), '[]')
        FROM app.review_person p JOIN app.staff s ON s.id = p.staff_id
        WHERE p.review_id = r.id AND p.staff_id <> v.staff_id AND p.last_at > v.at - engine.review_hold_for());
END $$;
COMMENT ON FUNCTION engine.review_others(app.review, engine.viewer) IS 'Who else is at it now, and on what.';

CREATE FUNCTION engine.review_last(t app.task, v engine.viewer) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    e app.ledger;
    body jsonb;
BEGIN
    SELECT l.* INTO e FROM app.ledger l
    WHERE l.entity_kind = 'task' AND l.entity_id = t.id AND l.at >= t.created_at AND l.action <> ALL ('{seen,unseen,remind}') ORDER BY l.seq DESC LIMIT 1;
    IF e.id IS NULL THEN
        RETURN NULL;
    END IF;
    IF engine.withheld_words(t, v) IS NULL THEN
        SELECT p.body INTO body FROM app.ledger_private p WHERE p.entry_id = e.id;
    END IF;
    RETURN engine.say_time(e.at, v.at) || ' ' || engine.actor_words(e, v) || ' ' || engine.entry_words(e, body);
END $$;
COMMENT ON FUNCTION engine.review_last(app.task, engine.viewer) IS 'What happened to it last, when and by whom: Fri 20 Nov 17:05 Maria Soto declined: no staff (default).';

CREATE FUNCTION engine.review_tries(t app.task, v engine.viewer) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT string_agg(o.name || ' ' || engine.status_words(k.kind, k.status, k.waiting_on), ', ' ORDER BY k.attempt)
            FROM app.task k LEFT JOIN app.service s ON s.id = k.service_id
            -- Of whoever offers the service: the try may have passed to somebody else's desk since.
            JOIN app.organization o ON o.id = coalesce(s.organization_id, k.owner_organization_id)
            WHERE k.referral_id = t.referral_id AND k.kind = 'referral' AND k.id <> t.id);
END $$;
COMMENT ON FUNCTION engine.review_tries(app.task, engine.viewer) IS 'Who else was asked, and what they said.';

CREATE FUNCTION engine.review_lines(t app.task, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    r app.referral;
    safe text;
    hidden text := engine.withheld_words(t, v);
BEGIN
    SELECT k.* INTO r FROM app.referral k WHERE k.id = t.referral_id;
    SELECT i.safe_note INTO safe FROM app.individual i WHERE i.id = t.individual_id AND hidden IS NULL;
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('label', l.label, 'text', l.text) ORDER BY l.place), '[]')
            FROM (VALUES (1, 'Why', CASE WHEN hidden IS NULL THEN engine.sentences(r.context, CASE WHEN t.kind NOT IN ('referral', 'reroute') THEN t.label END, safe) ELSE hidden END),
                         (2, 'From', engine.from_words(coalesce(r.requester_staff_id, t.requester_staff_id), coalesce(r.requester_organization_id, t.requester_organization_id))),
                         (3, 'Tried', engine.review_tries(t, v)),
                         (4, 'Answers', engine.answers_words(t, r))) l (place, label, text)
            WHERE l.text IS NOT NULL);
END $$;
COMMENT ON FUNCTION engine.review_lines(app.task, engine.viewer) IS 'What else to know to decide without opening it, as labelled lines.';

CREATE FUNCTION engine.review_above(t app.task, v engine.viewer) RETURNS integer LANGUAGE plpgsql STABLE AS $$
DECLARE
    coordinator integer := (SELECT n.coordinator_role_id FROM app.network n);
    above integer;
BEGIN
    -- Not to whoever is looking: further up, until it is somebody else's.
    WITH RECURSIVE up (role_id, steps) AS (
        SELECT r.supervisor_role_id, 1 FROM app.role r WHERE r.id = t.owner_role_id
        UNION ALL SELECT r.supervisor_role_id, u.steps + 1 FROM up u JOIN app.role r ON r.id = u.role_id WHERE u.role_id = ANY (v.roles) AND u.steps < 10)
    SELECT u.role_id INTO above FROM up u WHERE u.role_id IS NOT NULL ORDER BY u.role_id = ANY (v.roles), u.steps DESC LIMIT 1;
    above := coalesce(above, coordinator);
    RETURN CASE WHEN engine.is_apart(t.category)
        THEN engine.apart_role(above, t.individual_id, t.category, t.owner_role_id, t.owner_organization_id, t.requester_role_id, t.requester_organization_id) ELSE above END;
END $$;
COMMENT ON FUNCTION engine.review_above(app.task, engine.viewer) IS 'To whom an item goes that was only looked at too often: the supervisor of its owner role, or who is above them where that is the reviewer; of what is under 42 CFR Part 2 as engine.apart_role.';

CREATE FUNCTION engine.ordinal(n integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT n || CASE WHEN n % 100 BETWEEN 11 AND 13 THEN 'th' WHEN n % 10 = 1 THEN 'st' WHEN n % 10 = 2 THEN 'nd' WHEN n % 10 = 3 THEN 'rd' ELSE 'th' END
$$;
COMMENT ON FUNCTION engine.ordinal(integer) IS '3rd';

CREATE FUNCTION engine.seen_effect(i app.review_item, r app.review, t app.task, v engine.viewer) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    above integer;
BEGIN
    IF i.seen_before + 1 <> r.seen_limit OR i.facts ? 'passed' THEN
        RETURN 'seen, no change';
    END IF;
    above := engine.review_above(t, v);
    RETURN format('seen, %s time: goes to %s', engine.ordinal(r.seen_limit),
                  coalesce(engine.first_name((SELECT s.name FROM app.staff s WHERE s.id = engine.duty_of(above))), (SELECT o.name FROM app.role o WHERE o.id = above)));
END $$;
COMMENT ON FUNCTION engine.seen_effect(app.review_item, app.review, app.task, engine.viewer) IS 'What it would do to leave an item as it is: for the last time in a row it says to whom it goes.';

CREATE FUNCTION engine.review_actions(actions text[], effects text[], seen text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object('actions', array_remove(actions, 'seen') || '{seen,later}'::text[],
        'effects', array(SELECT effects[p] FROM generate_subscripts(actions, 1) p WHERE actions[p] <> 'seen' ORDER BY p) || ARRAY[seen, 'back to the end of the line'])
$$;
COMMENT ON FUNCTION engine.review_actions(text[], text[], text) IS 'The steps of an item, and what a review adds to them.';

CREATE FUNCTION engine.review_items(r app.review, numbers integer[], v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    ids bigint[];
    counts record := engine.review_counts(r.id, v);
    decided integer := counts.decided;
    total integer := counts.to_decide;
    hidden integer[] := engine.review_hidden(r.id, v);
BEGIN
    IF r."of" = 'performance' THEN
        RETURN engine.performance_items(r, numbers, decided, total, v);
    END IF;
    ids := array(SELECT i.task_id FROM unnest(numbers) WITH ORDINALITY n (no, place) JOIN app.review_item i ON i.review_id = r.id AND i.no = n.no ORDER BY n.place);
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('no', decided + n.place, 'of', total, 'ref', l.ref, 'id', l.id, 'version', l.version, 'kind', l.kind, 'status', l.status,
                'priority', l.priority, 'referral_ref', l.referral_ref, 'individual_ref', l.individual_ref, 'name', l.individual_name, 'birth_year', l.birth_year,
                'group', coalesce(l.individual_ref, l.ref) || CASE WHEN i.turn > 0 THEN '/' || i.turn ELSE '' END,
                'person_left', p.remaining, 'person_later', p.put_off, 'withheld', l.withheld, 'label', l.label, 'worst', w.reasons[1], 'codes', to_jsonb(w.reasons),
                'reasons', (SELECT jsonb_agg(engine.reason_said(c, t, v.at) ORDER BY p) FROM unnest(w.reasons) WITH ORDINALITY c (c, p)),
                'state_words', l.state_words, 'with_words', l.with_words, 'owner_role', l.owner_role, 'owner_name', l.owner_name,
                'need_since', l.need_since, 'needed_by', l.needed_by, 'due', l.due, 'last_words', engine.review_last(t, v), 'times_seen', i.seen_before,
                'came_back', i.came_back > 0, 'lines', engine.review_lines(t, v),
                'notice', CASE WHEN NOT l.withheld THEN engine.notice_for(t.category) END)
            || engine.review_actions(l.actions, l.effects, engine.seen_effect(i, r, t, v)) ORDER BY n.place), '[]')
        FROM unnest(numbers) WITH ORDINALITY n (no, place)
        JOIN app.review_item i ON i.review_id = r.id AND i.no = n.no
        JOIN app.task t ON t.id = i.task_id
        JOIN engine.rows(ids, v) l ON l.id = t.id
        CROSS JOIN LATERAL (SELECT count(*) AS remaining, count(*) FILTER (WHERE k.turn > 0) AS put_off FROM app.review_item k
                            WHERE k.review_id = r.id AND k.about = i.about AND k.state = 'open' AND k.no <> ALL (hidden)) p
        CROSS JOIN LATERAL (SELECT coalesce(nullif(engine.reasons_left(i, t, engine.review_reasons(t, r."of", v.uncovered, v.at)), '{}'), i.reasons) AS reasons) w);
END $$;
COMMENT ON FUNCTION engine.review_items(app.review, integer[], engine.viewer) IS 'These items of a review as whoever decides them needs them; api/review.sql says which keys.';

CREATE FUNCTION engine.review_page(r app.review, n integer, changed integer, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    numbers integer[] := CASE WHEN r.status = 'open' THEN engine.review_take(r, n, v) ELSE '{}' END;
BEGIN
    RETURN jsonb_build_object('review', engine.review_json(r, v), 'items', engine.review_items(r, numbers, v), 'mine', engine.review_mine(r, v),
                              'others', engine.review_others(r, v), 'changed', changed);
END $$;
COMMENT ON FUNCTION engine.review_page(app.review, integer, integer, engine.viewer) IS 'Where the review stands, and what comes next for this reviewer.';
