-- When a review is to be held, who may hold it, and what is counted of it.

CREATE FUNCTION engine.meeting_ref(id bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 'W-' || engine.short_id(id)
$$;
COMMENT ON FUNCTION engine.meeting_ref(bigint) IS 'The reference of a review.';

CREATE FUNCTION engine.local_day(at timestamptz) RETURNS date LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT (local_day.at AT TIME ZONE n.timezone)::date FROM app.network n);
END $$;
COMMENT ON FUNCTION engine.local_day(timestamptz) IS 'The day that it is where the network is.';

CREATE FUNCTION engine.held_on(k app.review_kind, day date) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    zone text := (SELECT n.timezone FROM app.network n);
BEGIN
    RETURN extract(isodow FROM day)::integer = ANY (k.days)
       AND EXISTS (SELECT FROM app.calendar_span s
                   WHERE s.version_id = engine.role_calendar(k.role_id)
                     AND s.closes > day::timestamp AT TIME ZONE zone AND s.opens < (day + 1)::timestamp AT TIME ZONE zone);
END $$;
COMMENT ON FUNCTION engine.held_on(app.review_kind, date) IS 'Whether the policy asks for one on that day: not where the role''s calendar has no opening.';

CREATE FUNCTION engine.review_time(k app.review_kind, day date) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT (review_time.day + k.by_time) AT TIME ZONE n.timezone FROM app.network n);
END $$;
COMMENT ON FUNCTION engine.review_time(app.review_kind, date) IS 'By when the one of that day is to be held.';

CREATE FUNCTION engine.next_held(k app.review_kind, day date, step integer) RETURNS date LANGUAGE plpgsql STABLE AS $$
BEGIN
    -- Day by day, to stop at the first: this is asked at every sweep.
    FOR n IN 0 .. 13 LOOP
        IF engine.held_on(k, day + n * step) THEN
            RETURN day + n * step;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION engine.next_held(app.review_kind, date, integer) IS 'The first day from that one on (step 1) or back (-1) for which the policy asks for a review; NULL: none in two weeks.';

CREATE FUNCTION engine.was_held(review_id bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN NOT EXISTS (SELECT FROM app.review_item i WHERE i.review_id = was_held.review_id AND i.state = 'left')
        OR EXISTS (SELECT FROM app.review_item i WHERE i.review_id = was_held.review_id AND i.state = 'decided')
        OR EXISTS (SELECT FROM app.review_list l WHERE l.review_id = was_held.review_id);
END $$;
COMMENT ON FUNCTION engine.was_held(bigint) IS 'Whether a review that ended was one: what was only opened and left, with nothing decided and no list acknowledged, is not the review of its day.';

CREATE FUNCTION engine.review_due(k app.review_kind, at timestamptz, OUT day date, OUT due timestamptz, OUT held boolean) LANGUAGE plpgsql STABLE AS $$
DECLARE
    today date := engine.local_day(at);
BEGIN
    day := engine.next_held(k, today, -1);
    due := engine.review_time(k, day);
    held := day IS NULL OR due < k.since
         OR EXISTS (SELECT FROM app.review r WHERE r.kind = k.code AND r.status = 'held' AND r.for_day >= review_due.day AND engine.was_held(r.id));
    IF held THEN
        day := engine.next_held(k, today + 1, 1);
        due := engine.review_time(k, day);
    END IF;
END $$;
COMMENT ON FUNCTION engine.review_due(app.review_kind, timestamptz) IS
    'The day whose review is to be held, and by when: the last such day, today included, where none was begun on it or later and ended since; else (held) the next one. A day before the policy asked for it does not count.';

CREATE FUNCTION engine.day_before(k app.review_kind, day date) RETURNS date LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN engine.next_held(k, day - 1, -1);
END $$;
COMMENT ON FUNCTION engine.day_before(app.review_kind, date) IS 'The day of the review before the one of that day.';

CREATE FUNCTION engine.may_hold(k app.review_kind, v engine.viewer) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT k.active AND (k.role_id = ANY (v.roles) OR k.with_roles && v.roles)
$$;
COMMENT ON FUNCTION engine.may_hold(app.review_kind, engine.viewer) IS 'Who holds a review: whoever holds its role, or answers for it now, or a role that shares it.';

CREATE FUNCTION engine.may_read_reviews(k app.review_kind, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN engine.may_hold(k, v) OR v.audits OR k.role_id = ANY (v.roles)
        OR EXISTS (SELECT FROM app.role r WHERE r.id = k.role_id AND r.supervisor_role_id = ANY (v.roles));
END $$;
COMMENT ON FUNCTION engine.may_read_reviews(app.review_kind, engine.viewer) IS 'Who reads what a review came to: who may hold it, the supervisor of its role, auditors.';

CREATE FUNCTION engine.review_to_read(ref text, v engine.viewer) RETURNS app.review LANGUAGE plpgsql STABLE AS $$
DECLARE
    r app.review;
    k app.review_kind;
BEGIN
    SELECT w.* INTO r FROM engine.parse_ref(ref) p JOIN app.review w ON w.id = p.id WHERE p.prefix = 'W';
    SELECT c.* INTO k FROM app.review_kind c WHERE c.code = r.kind;
    IF k.code IS NULL OR NOT engine.may_read_reviews(k, v) THEN
        PERFORM engine.refuse_unseen();
    END IF;
    RETURN r;
END $$;
COMMENT ON FUNCTION engine.review_to_read(text, engine.viewer) IS 'The review of a reference; HF404 where there is none, or it is not theirs to read.';

CREATE FUNCTION engine.review_to_hold(ref text, v engine.viewer) RETURNS app.review LANGUAGE plpgsql STABLE AS $$
DECLARE
    r app.review := engine.review_to_read(ref, v);
BEGIN
    IF NOT engine.may_hold((SELECT k FROM app.review_kind k WHERE k.code = r.kind), v) THEN
        PERFORM engine.refuse_seen('hold this review', (SELECT o.name FROM app.review_kind k JOIN app.role o ON o.id = k.role_id WHERE k.code = r.kind));
    END IF;
    RETURN r;
END $$;
COMMENT ON FUNCTION engine.review_to_hold(text, engine.viewer) IS 'The same, for whoever may hold it.';

CREATE FUNCTION engine.refuse_ended(r app.review) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF r.status <> 'open' THEN
        PERFORM engine.refuse('HF412', format('%s ended this review at %s.', engine.say_who(r.ended_by, NULL), engine.say_time(r.ended_at, app.now())),
                              'Act on the item itself, or begin the next review.');
    END IF;
END $$;
COMMENT ON FUNCTION engine.refuse_ended(app.review) IS 'HF412 where the review is over.';

-- A step of five minutes or more away from it is not time spent on it.
CREATE FUNCTION engine.review_touch(review_id bigint, v engine.viewer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO app.review_person AS p (review_id, staff_id, joined_at, last_at) VALUES (review_touch.review_id, v.staff_id, v.at, v.at)
    ON CONFLICT ON CONSTRAINT review_person_pkey DO UPDATE
    SET last_at = greatest(p.last_at, excluded.last_at),
        seconds = p.seconds + CASE WHEN excluded.last_at - p.last_at BETWEEN interval '0' AND interval '5 minutes'
                                   THEN extract(epoch FROM excluded.last_at - p.last_at)::integer ELSE 0 END
$$;
COMMENT ON FUNCTION engine.review_touch(bigint, engine.viewer) IS 'Somebody is at it: counts the seconds since they last were, unless they were away.';

CREATE FUNCTION engine.review_sees(review_id bigint, item_no integer, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    t app.task;
    staff app.staff;
BEGIN
    SELECT k.* INTO t FROM app.review_item i JOIN app.task k ON k.id = i.task_id
    WHERE i.review_id = review_sees.review_id AND i.no = item_no AND i.organization_id IS NULL;
    IF NOT FOUND THEN
        RETURN true;
    END IF;
    SELECT s.* INTO staff FROM app.staff s WHERE s.id = v.staff_id;
    RETURN engine.relations(t, staff, v.roles) <> '{}';
END $$;
COMMENT ON FUNCTION engine.review_sees(bigint, integer, engine.viewer) IS 'Whether an item of a review is there for this reader.';

CREATE FUNCTION engine.review_hidden(review_id bigint, v engine.viewer) RETURNS integer[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN array(SELECT i.no FROM app.review_item i
                 WHERE i.review_id = review_hidden.review_id AND (i.apart OR NOT (v.coordinates OR v.audits))
                   AND NOT engine.review_sees(i.review_id, i.no, v));
END $$;
COMMENT ON FUNCTION engine.review_hidden(bigint, engine.viewer) IS 'The items of a review that do not exist for this reader: in none of its counts.';

CREATE FUNCTION engine.review_counts(review_id bigint, v engine.viewer,
    OUT to_decide integer, OUT decided integer, OUT still integer, OUT put_off integer, OUT gone integer, OUT remaining integer, OUT back integer) LANGUAGE plpgsql STABLE AS $$
DECLARE
    hidden integer[] := engine.review_hidden(review_id, v);
BEGIN
    SELECT count(*) FILTER (WHERE i.state <> 'gone'), count(*) FILTER (WHERE i.state = 'decided'), count(*) FILTER (WHERE i.state = 'open'),
           count(*) FILTER (WHERE i.state = 'open' AND i.turn > 0), count(*) FILTER (WHERE i.state = 'gone'), count(*) FILTER (WHERE i.state = 'left'), count(*) FILTER (WHERE i.came_back > 0)
    INTO to_decide, decided, still, put_off, gone, remaining, back
    FROM app.review_item i WHERE i.review_id = review_counts.review_id AND (hidden = '{}' OR i.no <> ALL (hidden));
END $$;
COMMENT ON FUNCTION engine.review_counts(bigint, engine.viewer) IS 'How many there are to decide and how they stand, as this reader sees them: decided, still to decide (put_off: of those, how many wait at the end of the line), gone by themselves, left at the end, come back.';

CREATE FUNCTION engine.review_acknowledged(review_id bigint, v engine.viewer) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((
        SELECT cardinality(l.tasks) - (SELECT count(*) FROM unnest(l.apart) a JOIN app.task t ON t.id = a JOIN app.staff s ON s.id = v.staff_id
                                       WHERE engine.relations(t, s, v.roles) = '{}')
        FROM app.review_list l WHERE l.review_id = review_acknowledged.review_id ORDER BY l.no DESC LIMIT 1), 0)::integer;
END $$;
COMMENT ON FUNCTION engine.review_acknowledged(bigint, engine.viewer) IS 'How many were acknowledged as a list, the last time, of those that exist for this reader.';

CREATE FUNCTION engine.review_taken_back(r app.review, v engine.viewer) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT count(*) FROM app.review_decision d WHERE d.review_id = r.id AND d.undone_at IS NOT NULL AND d.item_no <> ALL (engine.review_hidden(r.id, v)));
END $$;
COMMENT ON FUNCTION engine.review_taken_back(app.review, engine.viewer) IS 'How many of its decisions were taken back.';

CREATE FUNCTION engine.review_json(r app.review, v engine.viewer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    c record := engine.review_counts(r.id, v);
    spent integer := (SELECT coalesce(sum(p.seconds), 0) FROM app.review_person p WHERE p.review_id = r.id);
BEGIN
    RETURN jsonb_build_object('ref', engine.meeting_ref(r.id), 'kind', r.kind, 'of', r."of", 'name', r.name, 'status', r.status,
        'day', r.for_day, 'began', r.began_at, 'began_by', (SELECT s.name FROM app.staff s WHERE s.id = r.began_by),
        'ended', r.ended_at, 'ended_by', (SELECT s.name FROM app.staff s WHERE s.id = r.ended_by),
        'people', (SELECT coalesce(jsonb_agg(s.name ORDER BY p.joined_at, s.name), '[]') FROM app.review_person p JOIN app.staff s ON s.id = p.staff_id WHERE p.review_id = r.id),
        'to_decide', c.to_decide, 'decided', c.decided, 'still', c.still, 'put_off', c.put_off, 'gone', c.gone, 'back', c.back, 'left', c.remaining,
        'acknowledged', engine.review_acknowledged(r.id, v), 'taken_back', engine.review_taken_back(r, v),
        'list_done', EXISTS (SELECT FROM app.review_list l WHERE l.review_id = r.id),
        'list_at', (SELECT max(l.at) FROM app.review_list l WHERE l.review_id = r.id),
        'list_by', (SELECT s.name FROM app.review_list l JOIN app.staff s ON s.id = l.staff_id WHERE l.review_id = r.id ORDER BY l.no DESC LIMIT 1),
        'seconds', spent, 'pace', CASE WHEN c.decided > 0 THEN spent / c.decided END,
        'aim', (SELECT extract(epoch FROM k.pace)::integer FROM app.review_kind k WHERE k.code = r.kind), 'seen_limit', r.seen_limit);
END $$;
COMMENT ON FUNCTION engine.review_json(app.review, engine.viewer) IS 'A review as lists show it; api/review.sql says which keys.';
