-- Answering: accept, claim, decline, and asking back for what is missing.

CREATE FUNCTION engine.act_accept(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    t app.task := s.t;
BEGIN
    t.status := 'accepted';
    t.owner_staff_id := (s.me).id;
    IF t.stage = 'accept' THEN
        PERFORM engine.clock_stop(t.clock_id, s.at, true);
        t := engine.enter_stage(t, CASE WHEN t.kind = 'referral' THEN 'start' ELSE 'complete' END::app.stage, s.at);
    END IF;
    s.t := t;
    IF t.kind = 'referral' THEN
        -- The need is answered: nobody need look for another provider, and no other try stands.
        s := engine.withdraw_others(s, '{reroute,referral}');
    END IF;
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.act_accept(engine.step_state) IS 'requested to accepted: the actor becomes the named owner; a referral''s start clock begins.';

CREATE FUNCTION engine.claiming_role(s engine.step_state) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN (s.t).owner_role_id = ANY (s.roles) THEN (s.t).owner_role_id ELSE (
        SELECT r.id FROM app.role r
        LEFT JOIN app.reach f ON f.task_id = (s.t).id AND f.role_id = r.id AND f.withdrawn_at IS NULL
        WHERE r.id = ANY (s.roles)
        ORDER BY f.at DESC NULLS LAST, r.duties && '{respond,supervise,coordinate}' DESC,
                 r.organization_id = (s.t).owner_organization_id DESC, r.id LIMIT 1) END
$$;
COMMENT ON FUNCTION engine.claiming_role(engine.step_state) IS
    'As which role the actor takes an item over: the owner role if it is theirs, or else the role that a rung reached last.';

CREATE FUNCTION engine.change_owner(INOUT s engine.step_state, role_id integer, staff_id integer) LANGUAGE plpgsql STABLE AS $$
DECLARE
    t app.task := s.t;
    organization integer := engine.organization_of(role_id);
BEGIN
    IF organization <> t.owner_organization_id
       AND NOT engine.discloses(t.individual_id, coalesce(t.requester_organization_id, t.owner_organization_id), organization, t.category, staff_id) THEN
        PERFORM engine.refuse_basis(t.individual_id, coalesce(t.requester_organization_id, t.owner_organization_id), organization, t.category);
    END IF;
    t.former_role_id := t.owner_role_id;
    t.former_staff_id := t.owner_staff_id;
    t.owner_role_id := role_id;
    t.owner_staff_id := staff_id;
    t.owner_organization_id := organization;
    s.t := t;
    s.facts := s.facts || jsonb_strip_nulls(jsonb_build_object(
        'from', engine.role_code(t.former_role_id), 'from_login', engine.login_of(t.former_staff_id),
        'to', engine.role_code(role_id), 'to_login', engine.login_of(staff_id)));
END $$;
COMMENT ON FUNCTION engine.change_owner(engine.step_state, integer, integer) IS
    'Moves ownership; the former owner is remembered for return, the clock runs on. HF412: nothing allows the disclosure to that organisation (rule 11).';

CREATE FUNCTION engine.claimed_hint(s engine.step_state) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE (s.t).status WHEN 'requested' THEN 'Accept it (a).' ELSE 'Nothing is to be taken over: go on with it.' END
$$;
COMMENT ON FUNCTION engine.claimed_hint(engine.step_state) IS 'What to do with what is one''s own already.';

CREATE FUNCTION engine.act_claim(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    role_id integer := engine.claiming_role(s);
BEGIN
    IF (s.t).owner_staff_id = (s.me).id THEN
        PERFORM engine.refuse('HF412', 'It is yours already.', engine.claimed_hint(s), 'yours already');
    END IF;
    RETURN engine.change_owner(s, role_id, (s.me).id);
END $$;
COMMENT ON FUNCTION engine.act_claim(engine.step_state) IS 'Ownership moves to whom a rung reached, or to another holder of the owner role; status and clock stay.';

CREATE FUNCTION engine.act_decline(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
BEGIN
    s := engine.give_choice(s, 'decline');
    PERFORM engine.clock_stop((s.t).clock_id, s.at, true);
    s.t := engine.close_now(s.t, 'rejected', s.at);
    s := engine.withdraw_others(s, '{follow_up}', true);
    RETURN engine.seek_another(s);
END $$;
COMMENT ON FUNCTION engine.act_decline(engine.step_state) IS 'requested to rejected, with the role''s default reason if none is given; the need goes on: a search for another provider opens (rule 5).';

CREATE FUNCTION engine.seek_another(INOUT s engine.step_state) LANGUAGE plpgsql AS $$
DECLARE
    search record;
BEGIN
    -- Another try may still be with somebody: the need is then not unanswered.
    IF EXISTS (SELECT 1 FROM app.task o WHERE o.referral_id = (s.t).referral_id AND o.kind = 'referral'
                 AND o.closed_at IS NULL AND o.id <> (s.t).id) THEN
        RETURN;
    END IF;
    search := engine.open_reroute(s.referral, s.t, s.me, s.at, (s.step).action, s.request_id);
    IF search.joined THEN
        s.answer := s.answer || jsonb_build_object('joined', engine.task_ref(search.t));
    ELSE
        s.opened := s.opened || (search.t).id;
    END IF;
    s.concerned := s.concerned || (search.t).owner_organization_id;
END $$;
COMMENT ON FUNCTION engine.seek_another(engine.step_state) IS 'Opens the search for another provider, or joins the open one.';

CREATE FUNCTION engine.act_ask(s engine.step_state) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    r app.referral := s.referral;
    f app.task := engine.task_for(s.referral, s.t, 'follow_up', s.at);
BEGIN
    f.owner_role_id := r.requester_role_id;
    f.owner_staff_id := engine.still_here(r.requester_staff_id);
    f.requester_staff_id := (s.me).id;
    f.requester_role_id := (s.t).owner_role_id;
    f.requester_organization_id := (s.t).owner_organization_id;
    f.label := 'send the rest';
    f := engine.open_task(f, s.me, 'ask', jsonb_build_object('asked_by', engine.task_ref(s.t)),
                          jsonb_build_object('missing', s.detail ->> 'missing'), s.request_id);
    s.opened := s.opened || f.id;
    s.words := s.words || jsonb_build_object('missing', s.detail ->> 'missing');
    s.concerned := s.concerned || f.owner_organization_id;
    RETURN engine.pause_for(s, f);
END $$;
COMMENT ON FUNCTION engine.act_ask(engine.step_state) IS
    'Asks the requester for what is missing: a follow-up of theirs with a clock of its own. Once per referral the asker''s clock pauses, until the answer, and no longer than the follow-up is due.';

CREATE FUNCTION engine.pause_for(s engine.step_state, f app.task) RETURNS engine.step_state LANGUAGE plpgsql AS $$
DECLARE
    t app.task := s.t;
    r app.referral := s.referral;
    c app.clock;
BEGIN
    IF r.asked_once OR t.due IS NULL OR t.due <= s.at OR f.due IS NULL OR f.due <= s.at THEN
        RETURN s;
    END IF;
    r.asked_once := true;
    s.referral := r;
    s.undo := engine.clock_image(t.clock_id);
    -- The whole pause is given at once, and what is left of it taken back when the answer comes: so
    -- the item is never without a running clock, and the pause ends by itself.
    PERFORM engine.clock_hold(t.clock_id, s.at);
    s.facts := s.facts || (SELECT jsonb_build_object('pause', jsonb_build_object(
                               'clock', k.id, 'from', s.at, 'until', f.due, 'remaining', k.held_remaining, 'counts_from', k.counts_from))
                           FROM app.clock k WHERE k.id = t.clock_id);
    c := engine.clock_resume(t.clock_id, f.due);
    t.due := c.due;
    t.sort_at := engine.sort_at(c);
    s.t := t;
    RETURN s;
END $$;
COMMENT ON FUNCTION engine.pause_for(engine.step_state, app.task) IS 'Moves the clock on by the time that the follow-up has; a clock that is late, or was paused before, stays as it is.';

CREATE FUNCTION engine.pause_again(clock_id bigint, pause jsonb) RETURNS void LANGUAGE sql AS $$
    UPDATE app.clock k
    SET held_at = p.asked, held_remaining = p.remaining, counts_from = p.counts_from,
        patience_at = k.patience_at - (p.until - p.asked), exhausts_at = k.exhausts_at - (p.until - p.asked),
        rung_at = CASE WHEN k.next_repetition > 0 THEN k.rung_at - (p.until - p.asked) ELSE k.rung_at END
    FROM (SELECT (pause ->> 'from')::timestamptz AS asked, (pause ->> 'until')::timestamptz AS until,
                 (pause ->> 'remaining')::bigint AS remaining, (pause ->> 'counts_from')::timestamptz AS counts_from) p
    WHERE k.id = pause_again.clock_id
$$;
COMMENT ON FUNCTION engine.pause_again(bigint, jsonb) IS 'The clock as it stood when the pause began, so that it can go on from when the pause really ends.';

CREATE FUNCTION engine.end_pause(INOUT s engine.step_state) LANGUAGE plpgsql AS $$
DECLARE
    o app.task;
    pause jsonb;
    c app.clock;
    signed record;
BEGIN
    SELECT k.* INTO o FROM app.task k WHERE k.id = (s.t).parent_id AND k.closed_at IS NULL FOR NO KEY UPDATE;
    IF o.id IS NULL THEN
        RETURN;
    END IF;
    SELECT e.detail -> 'pause' INTO pause FROM app.ledger e
    WHERE e.entity_kind = 'task' AND e.entity_id = o.id AND e.at >= o.created_at AND e.action = 'ask' AND e.detail ? 'pause' ORDER BY e.seq DESC LIMIT 1;
    s.others := s.others || engine.image(o);
    IF (pause ->> 'clock')::bigint = o.clock_id AND (pause ->> 'until')::timestamptz > s.at AND o.status <> 'on-hold' THEN
        PERFORM engine.pause_again(o.clock_id, pause);
        c := engine.clock_resume(o.clock_id, s.at);
        o.due := c.due;
        o.sort_at := engine.sort_at(c);
    END IF;
    o.version := o.version + 1;
    signed := engine.sign_task(o, s.at, s.me, 'answer', o.status, jsonb_build_object('by', engine.task_ref(s.t)), s.words, s.request_id);
    PERFORM engine.put_task(signed.t);
    s.concerned := s.concerned || o.owner_organization_id;
END $$;
COMMENT ON FUNCTION engine.end_pause(engine.step_state) IS 'The asker has the answer: it is told on their item, and what is left of the pause is taken back.';
