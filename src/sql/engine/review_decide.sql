-- One decision in a review: a step of the item, by the way of every step (step.sql), or that it was
-- seen and stays as it is, or that it waits at the end of the line. Taking one back: review_undo.sql.

CREATE FUNCTION engine.no_decisions() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$ SELECT '{note,call,amend}'::text[] $$;
COMMENT ON FUNCTION engine.no_decisions() IS 'Steps that say something of an item and decide nothing: after them it is still to decide.';

CREATE FUNCTION engine.item_in_review(r app.review, i app.review_item, action text, v engine.viewer) RETURNS app.review_item LANGUAGE plpgsql AS $$
DECLARE
    g app.review_group;
BEGIN
    PERFORM FROM app.review w WHERE w.id = r.id FOR SHARE;
    IF action <> 'undo' THEN
        PERFORM engine.refuse_ended((SELECT w FROM app.review w WHERE w.id = r.id));
    END IF;
    SELECT k.* INTO i FROM app.review_item k WHERE k.review_id = r.id AND k.no = i.no FOR NO KEY UPDATE;
    IF i.no IS NULL OR (i.state IN ('gone', 'left') AND action <> 'undo') THEN
        PERFORM engine.refuse('HF412', CASE WHEN i.no IS NULL THEN 'This is not to be decided in this review.' ELSE 'This needs no decision any more.' END,
                              'Act on the item itself, or go on with the next one.');
    ELSIF i.state = 'decided' AND action <> 'undo' AND action <> ALL (engine.no_decisions()) THEN
        PERFORM engine.refuse('HF412', format('%s decided this at %s.', d.name, engine.say_time(d.at, v.at)), 'Go on with the next one; if it gets worse, it comes back.')
        FROM (SELECT s.name, c.at FROM app.review_decision c JOIN app.staff s ON s.id = c.staff_id
              WHERE c.review_id = r.id AND c.item_no = i.no AND c.undone_at IS NULL ORDER BY c.no DESC LIMIT 1) d;
    END IF;
    SELECT k.* INTO g FROM app.review_group k WHERE (k.review_id, k.about, k.apart, k.turn) = (r.id, i.about, i.apart, i.turn) FOR NO KEY UPDATE;
    IF g.held_by <> v.staff_id AND g.held_until > v.at AND action <> 'undo' THEN
        PERFORM engine.refuse('HF409', format('%s is deciding this.', engine.say_who(g.held_by, NULL)),
                              format('It is theirs until %s; go on with the next one.', engine.say_time(g.held_until, v.at)));
    END IF;
    RETURN i;
EXCEPTION WHEN lock_not_available THEN
    PERFORM engine.refuse('HF409', 'Somebody else is deciding this at this moment.', 'Go on with the next one.');
END $$;
COMMENT ON FUNCTION engine.item_in_review(app.review, app.review_item, text, engine.viewer) IS
    'Locks the item of the review: HF412 where the review is over, it is not in it, has gone, or was decided; HF409 where another reviewer has it.';

CREATE FUNCTION engine.count_decision(i app.review_item, action text, version integer, reasons text[], seen integer, opened bigint[], v engine.viewer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- Whoever decides something else at this moment may take the number: then the next one.
    LOOP
        INSERT INTO app.review_decision (review_id, no, item_no, at, staff_id, action, version, seen, opened)
        SELECT i.review_id, 1 + coalesce(max(d.no), 0), i.no, v.at, v.staff_id, count_decision.action, count_decision.version, count_decision.seen, count_decision.opened
        FROM app.review_decision d WHERE d.review_id = i.review_id
        ON CONFLICT DO NOTHING;
        EXIT WHEN FOUND;
    END LOOP;
    UPDATE app.review_item k
    SET state = 'decided', action = count_decision.action, version = count_decision.version, reasons = count_decision.reasons, seen = count_decision.seen,
        facts = k.facts - 'later' || jsonb_build_object('before', k.reasons) || CASE WHEN count_decision.action = 'seen' AND opened <> '{}' THEN jsonb_build_object('passed', to_jsonb(opened)) ELSE '{}' END
    WHERE k.review_id = i.review_id AND k.no = i.no;
    PERFORM engine.review_regroup(i.review_id, ARRAY[i.no]);
END $$;
COMMENT ON FUNCTION engine.count_decision(app.review_item, text, integer, text[], integer, bigint[], engine.viewer) IS
    'The item is decided: kept with how the decision left it, so that it comes back where it gets worse than that; and with the reasons it had, for where it is taken back.';

CREATE FUNCTION engine.change_turn(i app.review_item, turn integer, facts jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE app.review_item k SET turn = change_turn.turn, facts = change_turn.facts WHERE k.review_id = i.review_id AND k.no = i.no;
    PERFORM engine.review_regroup(i.review_id, ARRAY[i.no]);
    UPDATE app.review_group g SET open = 0 WHERE (g.review_id, g.about, g.apart, g.turn) = (i.review_id, i.about, i.apart, i.turn)
       AND NOT EXISTS (SELECT FROM app.review_item k WHERE (k.review_id, k.about, k.apart, k.turn) = (g.review_id, g.about, g.apart, g.turn) AND k.state = 'open');
END $$;
COMMENT ON FUNCTION engine.change_turn(app.review_item, integer, jsonb) IS 'Puts an item, by itself, into another turn of the line; what else there is of that person stays where it is.';

CREATE FUNCTION engine.put_off(i app.review_item, v engine.viewer) RETURNS void LANGUAGE sql AS $$
    SELECT engine.change_turn(i, i.turn + 1, i.facts || jsonb_build_object('later', jsonb_build_object('by', v.staff_id, 'at', v.at)))
$$;
COMMENT ON FUNCTION engine.put_off(app.review_item, engine.viewer) IS 'To the end of the line; who did it may take it back until it is decided.';

CREATE FUNCTION engine.pass_up(s engine.step_state, r app.review, n integer, v engine.viewer) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    above integer := engine.review_above(s.t, v);
    f app.task := engine.task_for(s.referral, s.t, 'follow_up', s.at);
    told integer := engine.duty_of(above);
BEGIN
    f.owner_role_id := above;
    f.requester_staff_id := (s.me).id;
    f.requester_role_id := r.role_id;
    f.requester_organization_id := (s.me).organization_id;
    f.needed_by := CASE WHEN f.needed_by > s.at THEN f.needed_by END;
    f.label := format('looked at %s times, no change', n);
    f := engine.open_task(f, s.me, 'open', jsonb_build_object('because', 'seen', 'of', engine.task_ref(s.t), 'review', engine.meeting_ref(r.id), 'times', n), NULL, s.request_id);
    -- Below the first rung of its ladder, as a call for help is; once for each clock, but for what was taken back.
    INSERT INTO app.reach (task_id, clock_id, rung_no, repetition, generation, action, role_id, staff_id, at, channels, by_hand)
    SELECT (s.t).id, c.id, 0, 100 + (SELECT count(*) FROM app.reach k WHERE k.clock_id = c.id AND k.rung_no = 0 AND k.generation = c.generation AND k.repetition >= 100 AND k.withdrawn_at IS NOT NULL),
           c.generation, 'escalate', above, told, s.at, '{console,mail}', (s.me).id
    FROM app.clock c WHERE c.id = (s.t).clock_id ON CONFLICT DO NOTHING;
    s.opened := s.opened || f.id;
    s.concerned := s.concerned || f.owner_organization_id;
    s.facts := s.facts || jsonb_build_object('times', n, 'passed', engine.role_code(above), 'reached', engine.login_of(told), 'follow_up', engine.task_ref(f));
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.pass_up(engine.step_state, app.review, integer, engine.viewer) IS
    'Looked at too often and left: the supervisor is told, and has a follow-up with a clock; the item''s own record says so.';

CREATE FUNCTION engine.review_step(s engine.step_state, r app.review, i app.review_item, version integer, v engine.viewer, OUT result jsonb) LANGUAGE plpgsql AS $$
DECLARE
    action text := (s.step).action;
    times integer := i.seen_before + 1;
    stored record;
BEGIN
    IF action = 'seen' AND version IS DISTINCT FROM (s.t).version THEN
        PERFORM engine.refuse_stale(s, version);
    ELSIF engine.step_fits(s, version) IS NOT TRUE THEN
        PERFORM engine.step_check(s, version);
    END IF;
    s.facts := jsonb_build_object('review', engine.meeting_ref(r.id));
    s := engine.act_do(s);
    IF action = 'seen' AND times = r.seen_limit AND NOT i.facts ? 'passed' THEN
        s := engine.pass_up(s, r, times, v);
    END IF;
    stored := engine.step_store(s);
    s := stored.s;
    result := engine.step_answer(s, CASE action WHEN 'seen' THEN engine.undo_until(s.at) ELSE stored.undo_until END);
    IF action <> ALL (engine.no_decisions() || '{undo}'::text[]) THEN
        -- Whoever decided on it has seen it.
        PERFORM engine.keep_opening((s.t).id, v.staff_id, s.at, true, true);
        PERFORM engine.count_decision(i, action, (s.t).version, engine.review_reasons(s.t, r."of", v.uncovered, s.at), CASE WHEN action = 'seen' THEN times ELSE 0 END, s.opened, v);
    END IF;
END $$;
COMMENT ON FUNCTION engine.review_step(engine.step_state, app.review, app.review_item, integer, engine.viewer) IS
    'The step itself, as api.act does it, and what it means to the review.';

CREATE FUNCTION engine.review_row(r app.review, item_ref text) RETURNS app.review_item LANGUAGE plpgsql STABLE AS $$
DECLARE
    -- Once, not for each item of the review.
    organization integer := (SELECT o.id FROM app.organization o WHERE r."of" = 'performance' AND o.code = item_ref);
    task bigint := CASE WHEN r."of" <> 'performance' THEN engine.task_id(item_ref) END;
BEGIN
    RETURN (SELECT i FROM app.review_item i
            WHERE i.review_id = r.id AND CASE WHEN r."of" = 'performance' THEN i.organization_id = organization
                                              ELSE i.organization_id IS NULL AND i.task_id = task END);
END $$;
COMMENT ON FUNCTION engine.review_row(app.review, text) IS 'The item of a review by its reference; of performance, by the organisation''s code. NULL: it is not in it.';

CREATE FUNCTION engine.decide_item(r app.review, request_id uuid, arguments jsonb, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    action text := arguments ->> 'action';
    version integer := (arguments ->> 'version')::integer;
    s engine.step_state := engine.act_begin(request_id, arguments -> 'detail');
    i app.review_item;
    looked boolean;
    put_off boolean;
BEGIN
    s := engine.step_find(s, arguments ->> 'item');
    v.at := s.at;
    i := engine.review_row(r, arguments ->> 'item');
    -- To have put it off, or looked, is no step that api.act could take back.
    put_off := action = 'undo' AND coalesce(i.facts ? 'later', false);
    looked := action = 'undo' AND NOT put_off AND engine.last_decided(r, i) = 'seen';
    s := engine.step_look(s, CASE WHEN action = 'later' OR put_off OR looked THEN 'seen' ELSE action END);
    IF (s.t).id IS NULL OR (engine.owner_acts(s) IS NOT TRUE AND NOT (engine.step_permitted(s) OR engine.answered(s.me, request_id, 'review_decide', arguments))) THEN
        PERFORM engine.refuse_step(s);
    END IF;
    IF s.asked THEN
        RETURN engine.once(s.me, request_id, 'review_decide', arguments);
    END IF;
    i := engine.item_in_review(r, i, action, v);
    IF action = 'later' OR put_off THEN
        IF put_off THEN
            PERFORM engine.take_back_put_off(i, v);
        ELSE
            PERFORM engine.put_off(i, v);
        END IF;
        RETURN jsonb_build_object('ref', arguments ->> 'item', 'version', (s.t).version, 'status', (s.t).status, 'later', action = 'later',
                                  'undo_until', CASE WHEN action = 'later' THEN engine.undo_until(v.at) END, 'opened', '[]'::jsonb, 'replayed', false);
    END IF;
    RETURN CASE WHEN looked THEN engine.take_back_look(s, r, i, v) ELSE engine.review_step(s, r, i, version, v) END;
END $$;
COMMENT ON FUNCTION engine.decide_item(app.review, uuid, jsonb, engine.viewer) IS
    'One decision on an item, found in the order of api.act: HF404, the request id, HF409, HF412.';
