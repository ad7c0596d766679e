-- Decisions of a review that are taken back: marked, never deleted, and the item is to decide again.

CREATE FUNCTION engine.undo_until(at timestamptz) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT undo_until.at + n.undo_within FROM app.network n);
END $$;
COMMENT ON FUNCTION engine.undo_until(timestamptz) IS 'Until when what is done at that time can be taken back (policy: access.undo_within).';

CREATE FUNCTION engine.last_decision(r app.review, i app.review_item) RETURNS app.review_decision LANGUAGE plpgsql STABLE AS $$
DECLARE
    d app.review_decision;
BEGIN
    SELECT k.* INTO d FROM app.review_decision k WHERE k.review_id = r.id AND k.item_no = i.no AND k.undone_at IS NULL ORDER BY k.no DESC LIMIT 1;
    RETURN d;
END $$;
COMMENT ON FUNCTION engine.last_decision(app.review, app.review_item) IS 'What was decided last on an item in a review and not taken back.';

CREATE FUNCTION engine.last_decided(r app.review, i app.review_item) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (engine.last_decision(r, i)).action;
END $$;
COMMENT ON FUNCTION engine.last_decided(app.review, app.review_item) IS 'Its action; NULL: nothing was.';

CREATE FUNCTION engine.unopen(task_id bigint, staff_id integer) RETURNS void LANGUAGE sql AS $$
    DELETE FROM app.opening o
    WHERE o.task_id = unopen.task_id AND o.staff_id = unopen.staff_id AND o.by_decision
      AND NOT EXISTS (SELECT FROM app.review_item k JOIN app.review_decision d ON d.review_id = k.review_id AND d.item_no = k.no
                      WHERE k.task_id = unopen.task_id AND k.organization_id IS NULL AND d.staff_id = unopen.staff_id AND d.undone_at IS NULL)
$$;
COMMENT ON FUNCTION engine.unopen(bigint, integer) IS 'Whoever had opened an item only by decisions in reviews, none of which stands any more, has not opened it.';

CREATE FUNCTION engine.decision_back(d app.review_decision, by integer, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    r app.review;
    later boolean := EXISTS (SELECT FROM app.review_decision k WHERE k.review_id = d.review_id AND k.item_no = d.item_no AND k.no > d.no AND k.undone_at IS NULL);
BEGIN
    -- Nobody ends the review meanwhile: what is taken back afterwards is none of what its end says.
    SELECT w.* INTO r FROM app.review w WHERE w.id = d.review_id FOR SHARE;
    UPDATE app.review_decision k SET undone_at = greatest(decision_back.at, r.ended_at + interval '1 microsecond'), undone_by = decision_back.by WHERE k.review_id = d.review_id AND k.no = d.no;
    UPDATE app.review_item k
    SET state = CASE r.status WHEN 'open' THEN 'open' ELSE k.state END, action = CASE WHEN r.status <> 'open' THEN k.action END,
        seen = CASE WHEN r.status <> 'open' THEN k.seen ELSE 0 END,
        reasons = CASE WHEN r.status = 'open' AND k.facts ? 'before' THEN array(SELECT jsonb_array_elements_text(k.facts -> 'before')) ELSE k.reasons END,
        facts = CASE WHEN d.action = 'seen' AND d.opened <> '{}' THEN k.facts - 'passed' ELSE k.facts END
                || CASE WHEN r.status <> 'open' THEN '{"taken_back": true}' ELSE '{}' END::jsonb
    WHERE k.review_id = d.review_id AND k.no = d.item_no AND k.state = 'decided' AND NOT later;
    PERFORM engine.unopen(k.task_id, d.staff_id) FROM app.review_item k WHERE k.review_id = d.review_id AND k.no = d.item_no AND k.organization_id IS NULL;
    PERFORM engine.review_regroup(d.review_id, ARRAY[d.item_no]) WHERE r.status = 'open';
EXCEPTION WHEN lock_not_available THEN
    PERFORM engine.refuse('HF409', 'Somebody else is deciding this at this moment.', 'Try again.');
END $$;
COMMENT ON FUNCTION engine.decision_back(app.review_decision, integer, timestamptz) IS
    'Marks a decision as taken back. While the review goes on its item is to decide again because of what it was, and as often looked at in a row as before; a review that was held keeps what it came to.';

CREATE FUNCTION engine.step_back(u app.step_undo, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    d app.review_decision;
BEGIN
    SELECT k.* INTO d FROM app.review_item i JOIN app.review_decision k ON k.review_id = i.review_id AND k.item_no = i.no
    WHERE i.task_id = u.task_id AND i.organization_id IS NULL AND k.staff_id = u.staff_id AND k.at = u.at AND k.action = u.action AND k.undone_at IS NULL
    ORDER BY k.no DESC LIMIT 1;
    IF FOUND THEN
        PERFORM engine.decision_back(d, u.staff_id, at);
    END IF;
END $$;
COMMENT ON FUNCTION engine.step_back(app.step_undo, timestamptz) IS 'A step was taken back, wherever that was done: so is the decision that it was in a review.';

CREATE FUNCTION engine.refuse_back(staff_id integer, at timestamptz, did text, instead text, v engine.viewer) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF refuse_back.staff_id <> v.staff_id THEN
        PERFORM engine.refuse('HF412', format('%s %s at %s.', engine.say_who(refuse_back.staff_id, NULL), did, engine.say_time(refuse_back.at, v.at)), 'Only they can take it back.');
    ELSIF engine.undo_until(refuse_back.at) < v.at THEN
        PERFORM engine.refuse('HF412', format('It could be taken back until %s.', engine.say_time(engine.undo_until(refuse_back.at), v.at)), instead);
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_back(integer, timestamptz, text, text, engine.viewer) IS 'HF412: somebody else did it, or the time for taking it back is over.';

CREATE FUNCTION engine.refuse_back(d app.review_decision, v engine.viewer) RETURNS void LANGUAGE sql STABLE AS $$
    SELECT engine.refuse_back(d.staff_id, d.at, 'decided this', 'Act on the item itself.', v)
$$;
COMMENT ON FUNCTION engine.refuse_back(app.review_decision, engine.viewer) IS 'HF412: somebody else decided it, or the time for it is over.';

CREATE FUNCTION engine.take_back_put_off(i app.review_item, v engine.viewer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM engine.refuse_ended(r) FROM app.review r WHERE r.id = i.review_id;
    PERFORM engine.refuse_back((i.facts #>> '{later,by}')::integer, (i.facts #>> '{later,at}')::timestamptz, 'put this off', 'It comes at the end of the line.', v);
    PERFORM engine.change_turn(i, i.turn - 1, i.facts - 'later');
END $$;
COMMENT ON FUNCTION engine.take_back_put_off(app.review_item, engine.viewer) IS 'What was put off is where it was in the line. HF412: the review is over, or as for every decision.';

CREATE FUNCTION engine.take_back_look(s engine.step_state, r app.review, i app.review_item, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    d app.review_decision := engine.last_decision(r, i);
    signed record;
BEGIN
    IF d.action IS DISTINCT FROM 'seen' THEN
        PERFORM engine.refuse('HF409', 'Something else was decided meanwhile.', 'Look again.');
    END IF;
    PERFORM engine.refuse_back(d, v);
    s := engine.undo_opened(s, d.opened);
    UPDATE app.reach f SET withdrawn_at = s.at
    WHERE f.task_id = (s.t).id AND f.rung_no = 0 AND f.repetition >= 100 AND f.by_hand = d.staff_id AND f.at = d.at AND f.withdrawn_at IS NULL;
    signed := engine.sign_task(s.t, s.at, s.me, 'unseen', (s.t).status, jsonb_build_object('review', engine.meeting_ref(r.id)), NULL, s.request_id);
    PERFORM engine.put_task(signed.t);
    PERFORM engine.decision_back(d, v.staff_id, s.at);
    PERFORM engine.hint(s.concerned || (s.t).owner_organization_id);
    RETURN engine.step_answer(s, NULL);
END $$;
COMMENT ON FUNCTION engine.take_back_look(engine.step_state, app.review, app.review_item, engine.viewer) IS
    'That an item was only looked at is taken back: on its own record, with what the last look of a row opened, and whom it told. HF412 as for every step.';

CREATE FUNCTION engine.take_back_organization(d app.review_decision, me app.staff, v engine.viewer, request_id uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    o app.task;
BEGIN
    IF d.no IS NULL THEN
        PERFORM engine.refuse('HF412', 'There is nothing to undo.', 'Decide it.');
    END IF;
    PERFORM engine.refuse_back(d, v);
    FOR o IN SELECT k.* FROM app.task k WHERE k.id = ANY (d.opened) ORDER BY k.id LOOP
        PERFORM engine.refuse_touched(o);
        PERFORM engine.settle_work(o.id, 'cancelled', me, 'withdraw', jsonb_build_object('because', 'undo', 'by', engine.meeting_ref(d.review_id)), v.at, request_id);
    END LOOP;
    PERFORM engine.decision_back(d, v.staff_id, v.at);
END $$;
COMMENT ON FUNCTION engine.take_back_organization(app.review_decision, app.staff, engine.viewer, uuid) IS
    'Takes back what was decided on an organisation, with the follow-up that it opened. HF412: somebody acted on that, or as for every step.';
