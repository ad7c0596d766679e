-- What a day brings: referrals come in, people answer, coordinators find other providers, and time
-- does the rest. Each function acts for everybody at one instant.

CREATE TABLE sample.requester (
    login text PRIMARY KEY,
    types text[] NOT NULL,
    share integer NOT NULL
);
INSERT INTO sample.requester VALUES
    ('drew', '{home_care,home_aide,wound_care,home_infusion,home_therapy,meals,transport}', 6),
    ('carmen', '{home_care,home_aide,home_therapy,clinic_visit,meals}', 4),
    ('luis', '{home_care,wound_care,psychiatry,shelter_bed,recovery}', 3),
    ('peter', '{home_care,home_aide,home_infusion,transport,clinic_visit}', 3),
    ('aisha', '{home_therapy,home_aide,meals,benefits}', 2),
    ('priya', '{counseling,home_aide,food_box,transport,psychiatry}', 2),
    ('jorge', '{food_box,utility_help,benefits,counseling}', 2),
    ('bea', '{clinic_visit,housing_search}', 1),
    ('wes', '{rent_assistance,legal_aid,food_box,utility_help,housing_search}', 3),
    ('monica', '{utility_help,food_box,benefits,storage}', 2),
    ('isaac', '{shelter_bed,housing_search,clinic_visit}', 1),
    ('hana', '{legal_aid,storage,benefits}', 1),
    ('noor', '{home_aide,meals,transport}', 1);

CREATE FUNCTION sample.reason_for(type text, seed text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT sample.one_of(seed, CASE
        WHEN type IN ('home_care', 'wound_care') THEN '{Hip repair; dressing every day for five days.,Heart failure; weight and medicines twice a week.,Leg ulcer; dressing three times a week.,New insulin; needs teaching at home.}'
        WHEN type = 'home_infusion' THEN '{IV antibiotics for six weeks; first dose tomorrow.,Line care and weekly blood tests.}'
        WHEN type = 'home_therapy' THEN '{Fell twice; walks with a frame.,After a stroke; left side weak.,New knee; stairs at home.}'
        WHEN type IN ('home_aide', 'meals') THEN '{Lives alone; cannot cook at present.,Daughter works days; needs help mornings.,Weak after hospital; help with washing.}'
        WHEN type IN ('counseling', 'psychiatry', 'crisis_visit') THEN '{Low mood since the loss of a partner.,Sleeps badly; asks for somebody to talk to.,Medicine was changed in hospital; follow-up needed.}'
        WHEN type = 'recovery' THEN '{Asks for help to stay off alcohol.,Wants treatment; ready this week.}'
        WHEN type IN ('rent_assistance', 'legal_aid', 'housing_search', 'storage') THEN '{Two months behind with the rent.,Notice to quit came last week.,Lease ends; nothing found yet.,Flat was sold; must move.}'
        WHEN type = 'shelter_bed' THEN '{No bed for tonight.,Left home with two children.}'
        WHEN type IN ('food_box', 'utility_help') THEN '{Food runs out before the month does.,Shut-off notice for electricity.,Heating off since Monday.}'
        ELSE '{Needs help to get there.,Papers are hard to fill in.,Asked for it at the last visit.}' END::text[])
$$;

-- What goes along with it: what these services ask for, and of one person always the same.
CREATE FUNCTION sample.provided(person text, types text[]) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_object_agg(k, CASE k WHEN 'phone' THEN '617-555-01' || lpad(sample.roll(person || k, 100)::text, 2, '0') ELSE sample.one_of(person || k, CASE k
        WHEN 'orders' THEN '{signed; on file,signed by the surgeon,by the clinic; to be renewed in 30 days,signed; fax follows}'
        WHEN 'insurance' THEN '{checked,Medicare,MassHealth,through work; card copied}'
        WHEN 'medications' THEN '{list on file,two; list sent,six; pharmacy packs them weekly}'
        WHEN 'income' THEN '{stated,benefits letter on file,pay slips of two months,none at present}'
        WHEN 'landlord' THEN '{named on file,agreed to talk,housing authority,wants papers first}'
        WHEN 'notice' THEN '{copy on file,photo of it on file,brings it along}' ELSE '{on file}' END::text[]) END)
    FROM (SELECT 'phone' AS k UNION SELECT unnest(y.requires) FROM app.service_type y WHERE y.code = ANY (types) EXCEPT SELECT 'address') asked
$$;

CREATE FUNCTION sample.letter(person text, types text[], priority text, needed_by timestamptz, why text) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'individual', person, 'priority', priority, 'needed_by', needed_by, 'context', why,
        'provided', sample.provided(person, types),
        'items', (SELECT jsonb_agg(jsonb_build_object('type', t)) FROM unnest(types) t)))
$$;

CREATE FUNCTION sample.refer(seed text, instant timestamptz, people integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    requester sample.requester;
    person text;
    type text;
    roll integer := sample.roll(seed || 'p', 100);
    types text[];
BEGIN
    SELECT r.* INTO requester FROM sample.requester r, generate_series(1, r.share)
    ORDER BY r.login, 1 OFFSET sample.roll(seed || 'who', (SELECT sum(share)::integer FROM sample.requester)) LIMIT 1;
    person := sample.person(sample.roll(seed || 'person', people), requester.login);
    type := sample.one_of(seed || 'type', requester.types);
    types := ARRAY[type];
    IF sample.roll(seed || 'more', 5) = 0 THEN
        types := types || array(SELECT t FROM unnest(requester.types) t WHERE t <> type ORDER BY t LIMIT 1);
    END IF;
    PERFORM sample.sign_for(requester.login, person, types, seed);
    PERFORM sample.call_as(requester.login, 'SELECT api.refer(gen_random_uuid(), ($1)[1]::jsonb)',
        sample.letter(person, types,
                      CASE WHEN roll < 72 THEN 'routine' WHEN roll < 94 THEN 'urgent' WHEN roll < 98 THEN 'asap' ELSE 'stat' END,
                      CASE WHEN sample.roll(seed || 'by', 4) = 0 THEN instant + make_interval(days => 2 + sample.roll(seed || 'days', 8)) END,
                      sample.reason_for(type, seed || 'why'))::text);
END $$;
COMMENT ON FUNCTION sample.refer(text, timestamptz, integer) IS 'Somebody refers one of so many people for one or two services.';

CREATE FUNCTION sample.step(login text, t app.task, action text, detail jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT sample.call_as(login, 'SELECT api.act(gen_random_uuid(), ($1)[1], ($1)[2]::int, ($1)[3], ($1)[4]::jsonb)',
                          engine.task_ref(t), t.version::text, action, detail::text)
$$;

-- Who of the owner role is at it: its first or second holder that is not away.
CREATE FUNCTION sample.holder(role_id integer, seed text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    here text[] := array(SELECT s.login FROM app.role_holder h JOIN app.staff s ON s.id = h.staff_id
                         WHERE h.role_id = holder.role_id AND NOT engine.is_away(s.id, app.now()) ORDER BY h.rank LIMIT 2);
BEGIN
    RETURN here[1 + sample.roll(seed, cardinality(here))];
END $$;

-- How many of a hundred waiting referrals a role answers in one look at its queue.
CREATE FUNCTION sample.zeal(role_code text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE role_code WHEN 'harbor_intake' THEN 6 WHEN 'fund_intake' THEN 5 WHEN 'northside_intake' THEN 8
                          WHEN 'housing_intake' THEN 9 WHEN 'food_intake' THEN 7 WHEN 'home_care_intake' THEN 9 ELSE 14 END
$$;

CREATE FUNCTION sample.answer(t app.task, role_code text, seed text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    login text := sample.holder(t.owner_role_id, seed || 'holder');
    roll integer := sample.roll(seed || 'answer', 100);
    second app.task;
BEGIN
    IF roll < 14 THEN
        PERFORM sample.step(login, t, 'ask', jsonb_build_object('missing', sample.one_of(seed || 'missing', '{orders,phone,insurance,medications}')));
    ELSIF roll < 30 THEN
        PERFORM sample.step(login, t, 'decline',
            CASE WHEN roll < 21 THEN '{}'::jsonb ELSE jsonb_build_object('reason', sample.one_of(seed, '{out_of_area,waiting_list,not_covered,needs_more_care}')) END);
    ELSE
        PERFORM sample.step(login, t, 'accept');
        IF roll > 96 THEN
            -- Pressed in error, and taken back.
            SELECT k.* INTO second FROM app.task k WHERE k.id = t.id;
            PERFORM sample.step(login, second, 'undo');
        END IF;
    END IF;
END $$;

CREATE FUNCTION sample.go_on(t app.task, seed text, instant timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    login text := coalesce((SELECT s.login FROM app.staff s WHERE s.id = coalesce(engine.acting_for(t.owner_staff_id, t.owner_role_id, app.now()), t.owner_staff_id)), sample.holder(t.owner_role_id, seed));
    -- What is due is done rather than talked about.
    roll integer := sample.roll(seed || 'on', CASE WHEN t.due < instant + interval '3 hours' THEN 76 ELSE 100 END);
BEGIN
    IF t.status = 'accepted' AND roll < 55 THEN
        PERFORM sample.step(login, t, 'start', jsonb_build_object('date', instant, 'note', sample.one_of(seed, '{Confirmed by telephone.,The person confirmed it.,First visit done.}')));
    ELSIF t.status = 'accepted' AND roll < 70 THEN
        PERFORM sample.step(login, t, 'hold', jsonb_build_object('waiting_on', sample.one_of(seed, '{payer,person,family,doctor,papers}'),
                                                               'until', instant + make_interval(days => 2 + sample.roll(seed || 'until', 9))));
    ELSIF t.status = 'in-progress' AND roll < 62 THEN
        PERFORM sample.step(login, t, 'complete', jsonb_build_object('outcome',
            sample.one_of(seed, '{service_received,service_received,service_received,service_in_part,need_met_elsewhere,unable_to_contact,person_refused}')));
    ELSIF roll < 74 THEN
        PERFORM sample.step(login, t, 'fail', jsonb_build_object('reason', sample.one_of(seed, '{no_contact,person_refused,moved_away,back_in_hospital}')));
    ELSIF roll < 80 THEN
        PERFORM sample.step(login, t, 'call', jsonb_build_object('reached', sample.roll(seed, 3) > 0, 'note', 'Asked how things are.'));
    ELSIF roll < 84 THEN
        PERFORM sample.step(login, t, 'note', jsonb_build_object('note', sample.one_of(seed, '{Family is informed.,Waits for a date.,Key is with the neighbor.}')));
    ELSIF t.status = 'accepted' AND roll < 98 THEN
        PERFORM sample.step(login, t, 'ask', jsonb_build_object('missing', sample.one_of(seed || 'missing', '{insurance,medications,address}')));
    END IF;
END $$;

CREATE FUNCTION sample.coordinate(t app.task, seed text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    login text := sample.one_of(seed || 'who', '{lena,noor,caleb,fatima,george,mei,anton}');
    roll integer := sample.roll(seed || 'co', 100);
BEGIN
    IF t.status = 'requested' AND roll < 12 THEN
        PERFORM sample.step(login, t, 'accept');
    ELSIF t.kind = 'reroute' AND sample.step(login, t, 'reroute') IS NULL THEN
        -- Nobody is left to ask: the need is met in another way, or ends.
        PERFORM sample.step(login, t, CASE WHEN roll < 60 THEN 'complete' ELSE 'cancel' END,
                            CASE WHEN roll < 60 THEN '{"outcome": "need_met_elsewhere"}' ELSE '{"reason": "changed"}' END::jsonb);
    ELSIF t.kind IN ('follow_up', 'correction', 'alert') THEN
        PERFORM sample.step(sample.holder(t.owner_role_id, seed), t, 'complete', '{"outcome": "service_received"}');
    END IF;
END $$;

CREATE FUNCTION sample.open_offices(instant timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT extract(isodow FROM instant AT TIME ZONE 'America/New_York') < 6
$$;

-- In which share of a thousand looks somebody comes to an item: to what is due before the next look
-- far more often than to what has time. Who answers for it and how zealous they are says the rest.
CREATE FUNCTION sample.pull(t app.task, role_code text, instant timestamptz, next_look timestamptz) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN t.due < instant THEN CASE WHEN sample.zeal(role_code) < 10 THEN 160 ELSE 420 END
        WHEN t.due < next_look THEN CASE WHEN sample.zeal(role_code) < 10 THEN 640 ELSE 860 END
        WHEN NOT sample.open_offices(instant) THEN 0
        WHEN t.returned_at IS NOT NULL THEN 90
        WHEN t.status = 'requested' AND t.kind = 'referral' THEN sample.zeal(role_code) * CASE t.priority WHEN 'routine' THEN 10 ELSE 25 END
        WHEN t.status = 'requested' AND t.kind = 'reroute' THEN 180
        WHEN t.status = 'accepted' THEN 60
        WHEN t.status = 'in-progress' THEN 5 ELSE 30 END
$$;
COMMENT ON FUNCTION sample.pull(app.task, text, timestamptz, timestamptz) IS 'Of a thousand looks at that instant, how many come to that item; next_look: when people look again.';

CREATE FUNCTION sample.look(seed text, instant timestamptz, next_look timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT k AS task, r.code FROM app.task k JOIN app.role r ON r.id = k.owner_role_id
        WHERE k.closed_at IS NULL AND k.status IN ('requested', 'accepted', 'in-progress')
          AND k.kind IN ('referral', 'reroute', 'follow_up', 'correction', 'alert')
          AND sample.roll(seed || k.id, 1000) < sample.pull(k, r.code, instant, next_look)
        ORDER BY k.id LOOP
        IF (found.task).kind <> 'referral' THEN
            PERFORM sample.coordinate(found.task, seed || (found.task).id);
        ELSIF (found.task).status = 'requested' THEN
            PERFORM sample.answer(found.task, found.code, seed || (found.task).id);
        ELSE
            PERFORM sample.go_on(found.task, seed || (found.task).id, instant);
        END IF;
    END LOOP;
END $$;
COMMENT ON FUNCTION sample.look(text, timestamptz, timestamptz) IS
    'Everybody looks at their queue once, and does what they come to; on days on which offices are shut only what cannot wait.';

-- What a sweep leaves to whoever leads goes by real time: each of the play leads, and none does the
-- chores, so that a slow machine plays the same weeks as a fast one.
CREATE FUNCTION sample.sweep() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE app.sweep_lead SET last_at = '-infinity', chores_at = clock_timestamp();
    PERFORM api.sweep(500);
END $$;
COMMENT ON FUNCTION sample.sweep() IS 'What time does by itself, at an instant of the play.';

CREATE FUNCTION sample.rarely(seed text, instant timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
    requester text;
BEGIN
    SELECT k.* INTO t FROM app.task k
    WHERE k.closed_at IS NULL AND k.kind = 'referral' AND k.status = 'requested' ORDER BY k.id DESC OFFSET sample.roll(seed, 5) LIMIT 1;
    SELECT s.login INTO requester FROM app.staff s WHERE s.id = t.requester_staff_id;
    IF requester IS NULL THEN
        RETURN;
    END IF;
    CASE sample.roll(seed || 'rare', 8)
        WHEN 0 THEN PERFORM sample.step(requester, t, 'void', '{"reason": "wrong person chosen"}');
        WHEN 1 THEN PERFORM sample.step(requester, t, 'cancel', '{"reason": "not_needed"}');
        WHEN 2 THEN PERFORM sample.step(requester, t, 'escalate');
        WHEN 3 THEN PERFORM sample.step('lena', t, 'relevel', '{"value": "urgent", "reason": "goes home a day sooner"}');
        WHEN 4 THEN PERFORM sample.step(requester, t, 'redate', jsonb_build_object('value', instant + interval '5 days', 'reason', 'discharge was moved'));
        ELSE NULL;
    END CASE;
END $$;

CREATE FUNCTION sample.instant(seed text, instant timestamptz, next_look timestamptz, referrals integer, people integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM sample.at(instant);
    FOR i IN 1 .. referrals LOOP
        PERFORM sample.refer(seed || '/' || i, instant, people);
    END LOOP;
    PERFORM sample.look(seed, instant, next_look);
    IF sample.open_offices(instant) THEN
        PERFORM sample.rarely(seed, instant);
    END IF;
    PERFORM sample.sweep();
END $$;
COMMENT ON FUNCTION sample.instant(text, timestamptz, timestamptz, integer, integer) IS 'One instant of a day: what comes in, what is done, what falls due.';

CREATE FUNCTION sample.hush(told timestamptz) RETURNS void LANGUAGE sql AS $$
    UPDATE app.hint_gate SET last_at = told
$$;
COMMENT ON FUNCTION sample.hush(timestamptz) IS 'Nobody listens while the weeks are played: infinity holds back what would wake open consoles.';

-- Chance follows from how days are written, and ages from what day it is: whoever plays has these of the play.
CREATE FUNCTION sample.day(ago integer, until timestamptz, people integer) RETURNS integer LANGUAGE plpgsql SET timezone = 'UTC' SET datestyle = 'ISO, MDY' AS $$
DECLARE
    zone text := 'America/New_York';
    local_day date := (until AT TIME ZONE zone)::date - ago;
    hours time[] := '{07:40,09:30,11:50,14:10,16:30,20:05}';
    at timestamptz;
    busy integer;
BEGIN
    PERFORM sample.hush('infinity');
    FOR n IN 1 .. cardinality(hours) LOOP
        at := (local_day + hours[n]) AT TIME ZONE zone;
        EXIT WHEN at >= until;
        IF n = 1 AND ago = 2 THEN
            PERFORM sample.at(at);
            PERFORM sample.absences(local_day + ago);
        END IF;
        busy := CASE WHEN sample.open_offices(at) THEN 6 ELSE 1 END;
        PERFORM sample.instant(local_day || ' ' || hours[n], at, coalesce((local_day + hours[n + 1]) AT TIME ZONE zone, at + interval '12 hours'), busy, people);
        IF hours[n] IN ('09:30', '16:30') THEN
            PERFORM sample.care(local_day || ' ' || hours[n], at, until);
        END IF;
        -- Those of the last day are left to whoever opens the sample.
        IF ago > 0 THEN
            PERFORM sample.reviews(local_day, n, at + interval '50 minutes');
        END IF;
    END LOOP;
    RETURN (SELECT count(*) FROM app.task t WHERE t.closed_at IS NULL);
END $$;
COMMENT ON FUNCTION sample.day(integer, timestamptz, integer) IS 'The day that many days before until; gives the open tasks after it.';

CREATE FUNCTION sample.last_hours(until timestamptz, people integer) RETURNS void LANGUAGE plpgsql SET timezone = 'UTC' SET datestyle = 'ISO, MDY' AS $$
DECLARE
    ago integer;
BEGIN
    FOREACH ago IN ARRAY '{170,95,50,22,6,2}'::integer[] LOOP
        PERFORM sample.at(until - make_interval(mins => ago));
        FOR i IN 1 .. 4 LOOP
            PERFORM sample.refer('last' || ago || '/' || i, until - make_interval(mins => ago), people);
        END LOOP;
        PERFORM sample.look('last' || ago, until - make_interval(mins => ago), until);
        IF ago = 22 THEN
            PERFORM sample.care('last', until - make_interval(mins => ago), until);
        END IF;
        PERFORM sample.sweep();
    END LOOP;
    UPDATE app.time_setting SET frozen = NULL, offset_by = '0';
    PERFORM sample.hush('-infinity');
    PERFORM engine.refresh_duty(app.now());
    PERFORM sample.sweep();
END $$;
COMMENT ON FUNCTION sample.last_hours(timestamptz, integer) IS 'Up to the minute; then time is real again.';
