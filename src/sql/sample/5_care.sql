-- Forty people with many needs: those for whom most was asked get a shared plan, one after the other
-- over four weeks. What had happened to them in two years is entered then; from there on their
-- plans, events, risks, pathways, case reviews and messages go on from day to day.

CREATE TABLE sample.caseload (
    no integer PRIMARY KEY,   -- as sample.person
    ref text NOT NULL,
    individual_id bigint NOT NULL,
    theme text NOT NULL
);
CREATE TABLE sample.asked (
    message_id bigint PRIMARY KEY,
    ref text NOT NULL,
    no integer NOT NULL,
    at timestamptz NOT NULL
);

CREATE FUNCTION sample.edit(login text, ref text, part text, version integer, change jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT sample.call_as(login, 'SELECT api.plan_edit(gen_random_uuid(), ($1)[1], ($1)[2], ($1)[3]::int, ($1)[4]::jsonb)',
                          ref, part, version::text, change::text)
$$;

CREATE FUNCTION sample.coordinator(seed text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT sample.one_of(seed || 'coordinator', '{lena,noor,caleb,fatima,george,mei,anton}')
$$;

-- ---- events ----

CREATE FUNCTION sample.record(login text, event jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    call text := 'SELECT api.record_event(gen_random_uuid(), ($1)[1]::jsonb)';
    answer jsonb := sample.call_as(login, call, event::text);
BEGIN
    -- Who may not know the person tells the coordinators, and they record it.
    RETURN coalesce(answer, sample.call_as(sample.coordinator(event ->> 'individual'), call, event::text));
END $$;

CREATE FUNCTION sample.event_json(c sample.caseload, type text, occurred timestamptz, source text, seed text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'individual', c.ref, 'type', type, 'occurred_at', occurred, 'source', source, 'note', sample.say(type, c.theme, seed),
        'place', CASE WHEN type IN ('ed_visit', 'admission', 'discharge') THEN sample.one_of('hospital' || c.no, '{St. Mary''s Hospital,St. Mary''s Hospital,Bayview Medical Center}')
                      WHEN type IN ('missed_appointment', 'result_available') THEN 'Eastside Clinic' END,
        'until', CASE type WHEN 'admission' THEN occurred + make_interval(days => 3 + sample.roll(seed || 'stay', 5)) END,
        'address', CASE type WHEN 'move' THEN (3 + sample.roll(seed || 'door', 90)) || ' ' || sample.one_of(seed, '{Trenton St,Marion St,Condor St,Eagle Sq}') END,
        'postal_code', CASE type WHEN 'move' THEN sample.postal_code(c.no + 1) END))
$$;
COMMENT ON FUNCTION sample.event_json(sample.caseload, text, timestamptz, text, text) IS 'Something that happened to the person, as api.record_event takes it.';

-- Who comes to the emergency room again and again: one in five. The count of the year makes a case review.
CREATE FUNCTION sample.history(c sample.caseload, instant timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    often boolean := sample.roll('often' || c.no, 5) = 0;
    past record;
BEGIN
    FOR past IN
        SELECT k.type, instant - make_interval(days => k.days, hours => sample.roll('hour' || c.no || k.seed, 24), mins => sample.roll('minute' || c.no || k.seed, 60)) AS occurred, k.seed
        FROM (SELECT 'ed_visit', 10 + sample.roll('ed' || c.no || g, CASE WHEN often THEN 330 ELSE 700 END), 'ed' || g
              FROM generate_series(1, CASE WHEN often THEN 5 ELSE 1 + sample.roll('eds' || c.no, 3) END) g
              UNION ALL
              SELECT 'admission', 40 + sample.roll('in' || c.no || g, 650), 'in' || g FROM generate_series(1, sample.roll('ins' || c.no, 3)) g
              UNION ALL
              SELECT 'discharge', 36 + sample.roll('in' || c.no || g, 650), 'out' || g FROM generate_series(1, sample.roll('ins' || c.no, 3)) g
              UNION ALL
              SELECT 'missed_appointment', 5 + sample.roll('miss' || c.no || g, 600), 'miss' || g FROM generate_series(1, sample.roll('misses' || c.no, 3)) g
              UNION ALL
              SELECT 'housing_instability', 100 + sample.roll('home' || c.no, 500), 'home' WHERE c.theme IN ('rent', 'street')
              UNION ALL
              SELECT 'jail_release', 400, 'jail' WHERE c.theme = 'street' AND sample.roll('jail' || c.no, 3) = 0) k (type, days, seed)
        ORDER BY 2 LOOP
        PERFORM sample.record('noor', sample.event_json(c, past.type, past.occurred, sample.one_of('source' || c.no, '{import,feed}'), c.no || past.seed) - 'until');
    END LOOP;
END $$;
COMMENT ON FUNCTION sample.history(sample.caseload, timestamptz) IS 'What had happened in two years before, entered when the plan is opened.';

CREATE FUNCTION sample.in_hospital(c sample.caseload) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT t.code = 'admission' FROM app.event e JOIN app.event_type t ON t.id = e.type_id
                     WHERE e.individual_id = c.individual_id AND t.code IN ('admission', 'discharge') AND e.retracted_at IS NULL
                     ORDER BY e.occurred_at DESC LIMIT 1), false)
$$;

CREATE FUNCTION sample.happen(c sample.caseload, seed text, instant timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    roll integer := sample.roll(seed || 'what', 100);
    type text := CASE WHEN sample.in_hospital(c) THEN 'discharge' WHEN roll < 40 THEN 'ed_visit' WHEN roll < 54 THEN 'admission' WHEN roll < 72 THEN 'missed_appointment'
                      WHEN roll < 86 THEN 'result_available' WHEN roll < 93 THEN 'housing_instability' WHEN roll < 97 THEN 'move' ELSE 'shelter_exit' END;
    login text := CASE WHEN type IN ('ed_visit', 'admission', 'discharge') THEN sample.one_of(seed, '{drew,carmen,luis}')
                       WHEN type IN ('missed_appointment', 'result_available') THEN 'priya' WHEN type = 'shelter_exit' THEN 'dennis' ELSE 'monica' END;
    answer jsonb := sample.record(login, sample.event_json(c, type, instant - make_interval(mins => 20 + sample.roll(seed || 'ago', 300)), 'staff', seed));
BEGIN
    IF type = 'admission' AND jsonb_typeof(answer -> 'changes') = 'object' AND sample.roll(seed || 'apply', 4) > 0 THEN
        PERFORM sample.call_as(sample.coordinator(seed), 'SELECT api.life_change_apply(gen_random_uuid(), ($1)[1])', answer ->> 'event_ref');
    ELSIF type = 'discharge' AND sample.roll(seed || 'path', 3) > 0 THEN
        PERFORM sample.set_out(c, 'discharge_home', NULL, seed);
    END IF;
END $$;
COMMENT ON FUNCTION sample.happen(sample.caseload, text, timestamptz) IS 'Something happens to the person and is recorded; a stay in hospital is followed by the way home.';

CREATE FUNCTION sample.take_back(seed text, instant timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    e record;
BEGIN
    FOR e IN SELECT k.id, s.login FROM app.event k JOIN sample.caseload c USING (individual_id) JOIN app.staff s ON s.id = k.recorded_by
             WHERE k.retracted_at IS NULL AND k.recorded_at BETWEEN instant - interval '1 day' AND instant - interval '1 hour'
               AND k.change = '{}' AND sample.roll('wrong' || k.id, 18) = 0 ORDER BY k.id LOOP
        PERFORM sample.call_as(e.login, 'SELECT api.retract_event(gen_random_uuid(), ($1)[1], ($1)[2])', engine.event_ref(e.id), sample.say('wrong', '*', seed || e.id));
    END LOOP;
END $$;
COMMENT ON FUNCTION sample.take_back(text, timestamptz) IS 'Some of what was recorded yesterday was wrong.';

-- ---- plans ----

CREATE FUNCTION sample.note(c sample.caseload, login text, kind text, seed text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    said text := sample.say(kind, c.theme, seed);
BEGIN
    IF NOT EXISTS (SELECT FROM app.plan_note n JOIN app.care_plan p ON p.id = n.plan_id WHERE p.individual_id = c.individual_id AND n.text = said) THEN
        PERFORM sample.edit(login, c.ref, 'note/new', NULL, jsonb_build_object('kind', kind, 'text', said));
    END IF;
END $$;

CREATE FUNCTION sample.enrol(instant timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c sample.caseload;
    login text;
BEGIN
    SELECT p.no, p.ref, i.id, (sample.themes())[1 + (SELECT count(*) FROM sample.caseload)::integer % 8] INTO c
    FROM sample.person p JOIN app.individual i ON i.id = engine.individual_id(p.ref)
    LEFT JOIN app.referral r ON r.individual_id = i.id AND NOT r.void AND r.category = 'general'
    WHERE NOT EXISTS (SELECT FROM sample.caseload k WHERE k.no = p.no) AND i.deceased_at IS NULL
    GROUP BY p.no, p.ref, i.id ORDER BY count(r.id) DESC, p.no LIMIT 1;
    IF c.no IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO sample.caseload SELECT c.*;
    login := sample.coordinator('plan' || c.no);
    PERFORM sample.edit(login, c.ref, 'plan', NULL, '{"open": true}');
    -- Some do not want their landlord's helpers to know what their counsellor does.
    IF sample.roll('release' || c.no, 4) > 0 THEN
        PERFORM sample.sign('bea', c.ref, 'authorization', '{housing,social_services}', 'release' || c.no);
    END IF;
    PERFORM sample.history(c, instant);
    PERFORM sample.note(c, login, 'barrier', 'first' || c.no);
    PERFORM sample.note(c, login, 'barrier', 'second' || c.no);
    PERFORM sample.note(c, 'priya', 'medicine', m || c.no) FROM unnest('{first,second,third}'::text[]) m;
    IF sample.roll('waits' || c.no, 2) = 0 THEN
        PERFORM sample.note(c, 'priya', 'pending_result', 'waits' || c.no);
        PERFORM sample.note(c, login, 'known_risk', 'risk' || c.no);
    END IF;
END $$;
COMMENT ON FUNCTION sample.enrol(timestamptz) IS 'Whoever has most referrals and no plan yet gets one.';

CREATE FUNCTION sample.themes() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT '{heart,rent,sugar,mind,lungs,falls,street,stroke}'::text[]
$$;

CREATE FUNCTION sample.add_goals(c sample.caseload, login text, domain text, seed text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    said text;
    g integer;
BEGIN
    FOR g IN 1 .. 1 + sample.roll(seed || 'goals', 2) LOOP
        said := sample.say('goal.' || domain, c.theme, seed || g);
        IF NOT EXISTS (SELECT FROM app.goal k JOIN app.plan_area a ON a.id = k.area_id JOIN app.care_plan p ON p.id = a.plan_id
                       WHERE p.individual_id = c.individual_id AND k.description = said) THEN
            PERFORM sample.edit(login, c.ref, 'goal/new', NULL, jsonb_build_object('area', domain, 'description', said,
                'target_date', (app.now() + make_interval(days => 30 + sample.roll(seed || 'target' || g, 120)))::date));
        END IF;
    END LOOP;
END $$;

CREATE FUNCTION sample.write_area(c sample.caseload, a app.plan_area, domain text, seed text, instant timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    login text := (SELECT s.login FROM app.staff s WHERE s.id = a.owner_staff_id);
    said text := coalesce(sample.say(domain, c.theme, seed), 'Nothing to do here at present.');
    goal app.goal;
BEGIN
    PERFORM sample.edit(login, c.ref, 'area/' || a.id, a.version, jsonb_build_object(
        'summary', said || ' ' || sample.say('next', '*', seed),
        'review_by', (instant + make_interval(days => 12 + sample.roll(seed || 'review', 45)))::date));
    SELECT g.* INTO goal FROM app.goal g WHERE g.area_id = a.id AND g.lifecycle = 'active' ORDER BY g.id OFFSET sample.roll(seed, 2) LIMIT 1;
    IF goal.id IS NOT NULL THEN
        PERFORM sample.edit(login, c.ref, 'goal/' || goal.id, goal.version, CASE sample.roll(seed || 'goal', 4)
            WHEN 0 THEN '{"achievement": "achieved", "lifecycle": "completed"}' WHEN 1 THEN '{"achievement": "no-change"}' ELSE '{"achievement": "improving"}' END::jsonb);
    ELSE
        PERFORM sample.add_goals(c, login, domain, seed);
    END IF;
END $$;
COMMENT ON FUNCTION sample.write_area(sample.caseload, app.plan_area, text, text, timestamptz) IS 'The owner of an area writes what stands and when to look again, and what is to be reached or how far it is.';

CREATE FUNCTION sample.write_plans(seed text, instant timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    k record;
BEGIN
    FOR k IN SELECT c, a, d.code FROM sample.caseload c JOIN app.care_plan p ON p.individual_id = c.individual_id AND p.status = 'active'
             JOIN app.plan_area a ON a.plan_id = p.id JOIN app.domain d ON d.id = a.domain_id
             WHERE c.no <> sample.webb_no() AND sample.roll(seed || 'area' || c.no || d.code, 100) < CASE WHEN a.summary IS NULL THEN 60 WHEN a.review_by < instant + interval '1 day' THEN 30 ELSE 1 END
             ORDER BY a.id LOOP
        PERFORM sample.write_area(k.c, k.a, k.code, seed || (k.c).no || k.code, instant);
        IF sample.roll(seed || 'comment' || (k.a).id, 9) = 0 THEN
            PERFORM sample.edit(sample.coordinator(seed), (k.c).ref, 'note/new', NULL,
                jsonb_build_object('kind', 'comment', 'area', (k.a).id, 'text', sample.say('comment', '*', seed || (k.a).id)));
        END IF;
    END LOOP;
END $$;
COMMENT ON FUNCTION sample.write_plans(text, timestamptz) IS 'New areas are written within days; of those past their date some are brought up to date, some wait.';

-- ---- risks and pathways ----

CREATE FUNCTION sample.letter_of(ref text, type text, seed text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT sample.letter(ref, ARRAY[type], 'urgent', NULL, sample.reason_for(type, seed))
$$;

CREATE FUNCTION sample.set_out(c sample.caseload, pathway text, deadline timestamptz, seed text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT sample.call_as(sample.coordinator(seed),
        'SELECT api.pathway_start(gen_random_uuid(), ($1)[1], ($1)[2], ($1)[3]::timestamptz, ''{}'', ($1)[4]::jsonb)',
        c.ref, pathway, deadline::text, sample.provided(c.ref, array(SELECT y.code FROM app.service_type y))::text)
$$;
COMMENT ON FUNCTION sample.set_out(sample.caseload, text, timestamptz, text) IS 'A coordinator starts a pathway for the person.';

CREATE FUNCTION sample.find_risk(c sample.caseload, seed text, instant timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    kind text := CASE c.theme WHEN 'rent' THEN 'housing_instability' WHEN 'street' THEN 'homelessness'
        ELSE sample.one_of(seed || 'category', '{inadequate_housing,food_insecurity,utility_insecurity,transportation_insecurity,elder_abuse,financial_insecurity,food_insecurity}') END;
    level text := sample.one_of(seed || 'level', '{low,medium,high,high}');
    call text := 'SELECT api.record_risk(gen_random_uuid(), ($1)[1]::jsonb)';
    risk jsonb;
    worker text := sample.one_of(seed, '{wes,monica}');
BEGIN
    IF EXISTS (SELECT FROM app.social_risk r WHERE r.individual_id = c.individual_id AND r.status = 'active' AND r.category = kind) THEN
        RETURN;
    END IF;
    risk := jsonb_strip_nulls(jsonb_build_object('individual', c.ref, 'category', kind, 'level', level, 'note', sample.say('risk', kind, seed),
        'legal_deadline', CASE WHEN kind = 'housing_instability' OR (kind = 'utility_insecurity' AND level = 'high')
                               THEN sample.court_day(instant, 9 + sample.roll(seed || 'court', 20)) END));
    PERFORM sample.meet(worker, c.ref);
    IF sample.call_as(worker, call, risk::text) IS NULL THEN
        PERFORM sample.call_as(sample.coordinator(seed), call, risk::text);
    END IF;
END $$;
COMMENT ON FUNCTION sample.find_risk(sample.caseload, text, timestamptz) IS 'A social risk of the person becomes known and is recorded.';

CREATE FUNCTION sample.court_day(instant timestamptz, days integer) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT (d + interval '9 hours') AT TIME ZONE 'America/New_York'
    FROM generate_series(date_trunc('day', instant AT TIME ZONE 'America/New_York') + make_interval(days => days),
                         date_trunc('day', instant AT TIME ZONE 'America/New_York') + make_interval(days => days + 3), interval '1 day') d
    WHERE extract(isodow FROM d) < 6 ORDER BY d LIMIT 1
$$;
COMMENT ON FUNCTION sample.court_day(timestamptz, integer) IS 'That many days later, or the Monday after, at nine.';

CREATE FUNCTION sample.advance_risk(c sample.caseload, r app.social_risk, t app.task, seed text, instant timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    login text := sample.holder(t.owner_role_id, seed || 'holder');
    roll integer := CASE WHEN r.legal_deadline < instant + interval '2 days' THEN 0 ELSE sample.roll(seed || 'risk' || r.id, 100) END;
    type text := coalesce((SELECT u.service_types[1] FROM app.risk_rule u WHERE u.id = r.rule_id), 'benefits');
BEGIN
    IF t.stage = 'verify' AND roll < 65 THEN
        PERFORM sample.step(login, t, 'verify', jsonb_build_object('note', sample.say('verify', '*', seed || r.id)));
    ELSIF t.stage = 'contact' AND roll < 45 THEN
        PERFORM sample.step(login, t, 'contact', jsonb_build_object('note', sample.say('contact', '*', seed || r.id)));
        IF r.category = 'housing_instability' AND r.level >= 'high' THEN
            PERFORM sample.set_out(c, 'eviction_prevention', coalesce(r.legal_deadline, sample.court_day(instant, 14)), seed);
        END IF;
    ELSIF t.stage = 'refer' AND roll < 60 THEN
        PERFORM sample.call_as(sample.coordinator(seed), 'SELECT api.refer(gen_random_uuid(), ($1)[1]::jsonb)', sample.letter_of(c.ref, type, seed)::text);
    ELSIF t.stage NOT IN ('verify', 'contact', 'refer') AND roll < 7 THEN
        PERFORM sample.step(login, t, 'resolve', jsonb_build_object('outcome', sample.one_of(seed, '{need_met_elsewhere,service_received,service_received,service_in_part}'),
                                                                  'reason', 'Settled with the person.'));
    END IF;
END $$;
COMMENT ON FUNCTION sample.advance_risk(sample.caseload, app.social_risk, app.task, text, timestamptz) IS 'The owner of a risk takes its next step, or not yet.';

CREATE FUNCTION sample.work_risks(seed text, instant timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    k record;
    person sample.caseload;
BEGIN
    FOR k IN SELECT c, r, t FROM sample.caseload c JOIN app.social_risk r ON r.individual_id = c.individual_id AND r.status = 'active'
             JOIN app.task t ON t.id = r.task_id AND t.closed_at IS NULL WHERE c.no <> sample.webb_no() ORDER BY r.id LOOP
        PERFORM sample.advance_risk(k.c, k.r, k.t, seed || (k.r).id, instant);
    END LOOP;
    FOR person IN SELECT w.* FROM sample.caseload w WHERE w.no <> sample.webb_no() AND sample.roll(seed || 'found' || w.no, 1000) < 32 ORDER BY w.no LOOP
        PERFORM sample.find_risk(person, seed || person.no, instant);
    END LOOP;
END $$;
COMMENT ON FUNCTION sample.work_risks(text, timestamptz) IS 'Open risks go on, and new ones become known.';

-- ---- case reviews, the work that events opened, messages ----

CREATE FUNCTION sample.hold_review(c sample.caseload, t app.task, seed text, instant timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    decisions jsonb := (
        SELECT jsonb_agg(jsonb_build_object('decision', sample.say('decision', d, seed || d), 'area', d,
                                            'needed_by', (instant + make_interval(days => 4 + sample.roll(seed || d || 'by', 14)))::date))
        FROM unnest('{health,behavioral_health,housing,social_services}'::text[]) d WHERE sample.roll(seed || d, 100) < 60);
BEGIN
    PERFORM sample.call_as(sample.holder(t.owner_role_id, seed), 'SELECT api.case_review_hold(gen_random_uuid(), ($1)[1], ($1)[2]::jsonb)',
                           engine.task_ref(t), coalesce(decisions, '[]')::text);
END $$;

CREATE FUNCTION sample.work_reviews(seed text, instant timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    k record;
BEGIN
    FOR k IN SELECT c, t, v.scheduled_at FROM sample.caseload c JOIN app.task t ON t.individual_id = c.individual_id AND t.kind = 'case_review' AND t.closed_at IS NULL
             JOIN app.case_review v ON v.task_id = t.id WHERE c.no <> sample.webb_no() ORDER BY t.id LOOP
        IF k.scheduled_at IS NULL AND sample.roll(seed || (k.t).id, 3) = 0 THEN
            PERFORM sample.call_as('lena', 'SELECT api.case_review_schedule(gen_random_uuid(), ($1)[1], ($1)[2]::timestamptz)',
                                   (k.c).ref, (sample.court_day(instant, 2) + interval '5 hours')::text);
        ELSIF k.scheduled_at < instant AND sample.roll(seed || 'held' || (k.t).id, 5) > 0 THEN
            PERFORM sample.hold_review(k.c, k.t, seed || (k.t).id, instant);
        END IF;
    END LOOP;
END $$;
COMMENT ON FUNCTION sample.work_reviews(text, timestamptz) IS 'Case reviews are put on a day, and held, each decision with owner and date.';

CREATE FUNCTION sample.work_alerts(seed text, instant timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
BEGIN
    FOR t IN SELECT k.* FROM app.task k JOIN sample.caseload c USING (individual_id)
             WHERE k.closed_at IS NULL AND (k.kind IN ('alert', 'follow_up', 'result_review') OR (k.kind = 'plan_update' AND k.due < instant - interval '1 day')) AND k.status IN ('requested', 'accepted')
               -- A question is answered in its thread.
               AND NOT EXISTS (SELECT FROM app.task_origin o WHERE o.task_id = k.id AND o.message_id IS NOT NULL)
               AND k.created_at < instant - interval '2 hours' AND sample.roll(seed || 'alert' || k.id, 100) < CASE WHEN k.due < instant + interval '15 hours' THEN 55 ELSE 15 END
             ORDER BY k.id LOOP
        PERFORM sample.step(coalesce((SELECT s.login FROM app.staff s WHERE s.id = t.owner_staff_id), sample.holder(t.owner_role_id, seed)), t, 'complete',
                            '{"outcome": "service_received"}');
    END LOOP;
END $$;
COMMENT ON FUNCTION sample.work_alerts(text, timestamptz) IS 'Who was alerted looks at it, some a little late.';

CREATE FUNCTION sample.write_messages(seed text, instant timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    call text := 'SELECT api.message(gen_random_uuid(), ($1)[1], ($1)[2]::jsonb)';
    c sample.caseload;
    q sample.question;
    k record;
    answer jsonb;
BEGIN
    FOR k IN SELECT a.message_id, a.ref, w.to_login, w.answer FROM sample.asked a JOIN sample.question w USING (no) JOIN app.message m ON m.id = a.message_id
             WHERE m.answered_at IS NULL AND a.at < instant - interval '20 hours' AND sample.roll(seed || 'reply' || a.message_id, 5) < 2 ORDER BY 1 LOOP
        PERFORM sample.call_as(k.to_login, call, k.ref, jsonb_build_object('text', k.answer, 'answers', k.message_id)::text);
    END LOOP;
    SELECT * INTO q FROM sample.question w WHERE w.no = sample.roll(seed || 'question', 8);
    SELECT * INTO c FROM sample.caseload w ORDER BY w.no OFFSET sample.roll(seed || 'about', greatest(1, (SELECT count(*)::integer FROM sample.caseload))) LIMIT 1;
    IF c.no IS NOT NULL AND sample.roll(seed || 'write', 3) = 0 THEN
        answer := sample.call_as(q.from_login, call, c.ref, jsonb_build_object('text', q.text, 'to', q.to_login, 'question', true)::text);
        INSERT INTO sample.asked SELECT (answer ->> 'id')::bigint, c.ref, q.no, instant WHERE answer ->> 'id' IS NOT NULL;
    END IF;
END $$;
COMMENT ON FUNCTION sample.write_messages(text, timestamptz) IS 'Somebody asks something about a person; questions of yesterday are answered, mostly.';

-- ---- one instant ----

CREATE FUNCTION sample.care(seed text, instant timestamptz, until timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c sample.caseload;
    open boolean := sample.open_offices(instant);
BEGIN
    IF open AND instant > until - interval '58 days' AND (SELECT count(*) FROM sample.caseload) < 39 THEN
        PERFORM sample.enrol(instant);
    END IF;
    FOR c IN SELECT k.* FROM sample.caseload k WHERE k.no <> sample.webb_no()
             AND sample.roll(seed || 'event' || k.no, 1000) < CASE WHEN sample.in_hospital(k) THEN 130 WHEN sample.roll('often' || k.no, 5) = 0 THEN 40 ELSE 18 END ORDER BY k.no LOOP
        PERFORM sample.happen(c, seed || c.no, instant);
    END LOOP;
    PERFORM sample.take_back(seed, instant);
    IF open THEN
        PERFORM sample.write_plans(seed, instant);
        PERFORM sample.work_risks(seed, instant);
        PERFORM sample.work_reviews(seed, instant);
        PERFORM sample.work_alerts(seed, instant);
        PERFORM sample.write_messages(seed, instant);
    END IF;
    PERFORM sample.webb(instant, until);
    -- A chore of the sweep, by real time a few times a day: here days pass in seconds.
    PERFORM engine.sweep_plan(instant);
END $$;
COMMENT ON FUNCTION sample.care(text, timestamptz, timestamptz) IS 'What is done at that instant for the people with a shared plan.';
