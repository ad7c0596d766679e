-- Terrence Webb, of whom the manual and the screens tell: behind with the rent, in the emergency room
-- for the fourth time within a year, and a hearing nine days ahead. His steps are set, not rolled.

CREATE FUNCTION sample.webb_no() RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT 2447
$$;
COMMENT ON FUNCTION sample.webb_no() IS 'The number at which the walk through the names comes to Webb, Terrence; beyond those of the weeks.';

CREATE TABLE sample.webb_step (
    no integer PRIMARY KEY,
    ago integer NOT NULL,  -- as many days before the end, or the first open day after
    what text NOT NULL,
    login text,
    words text,
    done boolean NOT NULL DEFAULT false
);
INSERT INTO sample.webb_step (no, ago, what, login, words) VALUES
    (1, 24, 'enter', 'wes', NULL),
    (2, 24, 'open', 'lena', NULL),
    (3, 24, 'ed', 'noor', '{"days": 610, "note": "cut hand, four stitches"}'),
    (4, 24, 'ed', 'noor', '{"days": 290, "note": "headache, pressure 190 over 110"}'),
    (5, 24, 'ed', 'noor', '{"days": 171, "note": "chest pain, heart is well"}'),
    (6, 24, 'ed', 'noor', '{"days": 31, "note": "dizzy at work"}'),
    (7, 24, 'note', 'lena', '{"kind": "barrier", "text": "Phone cut off mid-month"}'),
    (8, 24, 'note', 'lena', '{"kind": "barrier", "text": "No bus before 09:00"}'),
    (9, 23, 'note', 'priya', '{"kind": "medicine", "text": "Metoprolol 50 mg twice a day, new"}'),
    (10, 23, 'note', 'priya', '{"kind": "medicine", "text": "Amlodipine 10 mg every morning"}'),
    (11, 23, 'health', 'priya', 'Blood pressure 168/94 at the last visit. Metoprolol new, 5 medicines; clinic visit every second Tuesday.'),
    (12, 23, 'goal', 'priya', '{"area": "health", "description": "Blood pressure below 140/90"}'),
    (13, 23, 'goal', 'priya', '{"area": "health", "description": "Calls the clinic before going to the emergency room"}'),
    (14, 23, 'behavioral_health', 'bea', 'Counseling on Tuesdays, kept 3 of 4. The safety plan stands.'),
    (15, 23, 'goal', 'bea', '{"area": "behavioral_health", "description": "Sleeps six hours, five nights a week"}'),
    (16, 22, 'social_services', 'wes', 'Hours cut in fall. Food box on Thursdays; electricity bill paid until September.'),
    (17, 22, 'goal', 'wes', '{"area": "social_services", "description": "Electricity stays on"}'),
    (18, 12, 'risk', 'wes', '{"category": "housing_instability", "level": "high", "note": "Owes $2,140, two months. Court letter seen: eviction hearing."}'),
    (19, 12, 'verify', 'lena', 'Letter of the court is real; date and hour are right.'),
    (20, 11, 'contact', 'lena', 'Reached; wants to stay, brings lease and pay stubs.'),
    (21, 11, 'path', 'lena', NULL),
    (22, 10, 'accept', 'rosa', 'legal_aid'),
    (23, 10, 'housing', 'hana', 'Hearing is set, owes $2,140. Legal aid has taken it; the rent fund waits for them and for the W-9.'),
    (24, 10, 'goal', 'hana', '{"area": "housing", "description": "Keeps the flat"}'),
    (25, 10, 'goal', 'hana', '{"area": "housing", "description": "Rent paid by the fifth of each month"}'),
    (26, 6, 'risk', 'wes', '{"category": "utility_insecurity", "level": "medium", "note": "Shut-off notice for electricity, $310."}'),
    (27, 4, 'ask', 'lena', '{"text": "Has the landlord sent the W-9 yet? Without it the fund cannot decide.", "to": "hana", "question": true}'),
    (28, 1, 'ed', 'drew', '{"days": 0, "note": "chest pain; heart is well, home the same night"}');

CREATE FUNCTION sample.webb_part(domain text) RETURNS app.plan_area LANGUAGE sql STABLE AS $$
    SELECT a FROM sample.caseload c JOIN app.care_plan p ON p.individual_id = c.individual_id AND p.status = 'active'
    JOIN app.plan_area a ON a.plan_id = p.id JOIN app.domain d ON d.id = a.domain_id
    WHERE c.no = sample.webb_no() AND d.code = domain
$$;

CREATE FUNCTION sample.webb_enter(login text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    answer jsonb := sample.call_as(login, 'SELECT api.enter_individual(gen_random_uuid(), ($1)[1]::jsonb)',
        (sample.person_json(sample.webb_no(), app.now()::date) || '{"birth_date": "1979-05-02", "language": "en", "interpreter": false, "duplicate_reason": "another number",
            "address": "118 Meridian St", "city": "East Boston", "postal_code": "02128", "safe_note": "Text first, does not pick up unknown numbers.",
            "contacts": [{"relation": "self", "phone": "617-555-0117", "safe": true}]}')::text);
BEGIN
    INSERT INTO sample.caseload VALUES (sample.webb_no(), answer ->> 'individual_ref', engine.individual_id(answer ->> 'individual_ref'), 'rent');
END $$;

CREATE FUNCTION sample.webb_risk(login text, ref text, risk jsonb, until timestamptz) RETURNS void LANGUAGE sql AS $$
    SELECT sample.call_as(login, 'SELECT api.record_risk(gen_random_uuid(), ($1)[1]::jsonb)',
        (risk || jsonb_build_object('individual', ref) || CASE risk ->> 'category' WHEN 'housing_instability' THEN jsonb_build_object('legal_deadline', sample.court_day(until, 9)) ELSE '{}' END)::text)
$$;

CREATE FUNCTION sample.webb_act(login text, action text, words text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
BEGIN
    SELECT k.* INTO t FROM app.task k JOIN sample.caseload c USING (individual_id) LEFT JOIN app.service_type y ON y.id = k.service_type_id
    WHERE c.no = sample.webb_no() AND k.closed_at IS NULL AND CASE action WHEN 'accept' THEN y.code = words AND k.kind = 'referral' ELSE k.kind = 'risk' END ORDER BY k.id LIMIT 1;
    IF t.id IS NOT NULL THEN
        PERFORM sample.step(login, t, action, CASE action WHEN 'accept' THEN '{}' ELSE jsonb_build_object('note', words) END);
    END IF;
END $$;

CREATE FUNCTION sample.webb_do(s sample.webb_step, c sample.caseload, instant timestamptz, until timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    CASE s.what
        WHEN 'enter' THEN PERFORM sample.webb_enter(s.login);
        WHEN 'open' THEN PERFORM sample.edit(s.login, c.ref, 'plan', NULL, '{"open": true}');
            PERFORM sample.sign('bea', c.ref, 'authorization', '{housing,social_services}', 'webb');
        WHEN 'ed' THEN PERFORM sample.record(s.login, jsonb_build_object('individual', c.ref, 'type', 'ed_visit', 'place', 'St. Mary''s Hospital',
            'note', s.words::jsonb ->> 'note', 'occurred_at', instant - make_interval(days => (s.words::jsonb ->> 'days')::integer, hours => 7)));
        WHEN 'note' THEN PERFORM sample.edit(s.login, c.ref, 'note/new', NULL, s.words::jsonb);
        WHEN 'goal' THEN PERFORM sample.edit(s.login, c.ref, 'goal/new', NULL, s.words::jsonb || jsonb_build_object('target_date', (until + interval '80 days')::date));
        WHEN 'risk' THEN PERFORM sample.webb_risk(s.login, c.ref, s.words::jsonb, until);
        WHEN 'path' THEN PERFORM sample.set_out(c, 'eviction_prevention', sample.court_day(until, 9), 'webb');
        WHEN 'ask' THEN PERFORM sample.call_as(s.login, 'SELECT api.message(gen_random_uuid(), ($1)[1], ($1)[2]::jsonb)', c.ref, s.words);
        WHEN 'accept', 'verify', 'contact' THEN PERFORM sample.webb_act(s.login, s.what, s.words);
        -- Social services falls behind: its date passes three days before the end.
        ELSE PERFORM sample.edit(s.login, c.ref, 'area/' || (sample.webb_part(s.what)).id, (sample.webb_part(s.what)).version, jsonb_build_object('summary', s.words,
            'review_by', (until + make_interval(days => CASE s.what WHEN 'social_services' THEN -4 WHEN 'housing' THEN 1 ELSE 15 END))::date));
    END CASE;
END $$;
COMMENT ON FUNCTION sample.webb_do(sample.webb_step, sample.caseload, timestamptz, timestamptz) IS 'One of his steps, by the person who took it.';

CREATE FUNCTION sample.webb(instant timestamptz, until timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    s sample.webb_step;
BEGIN
    FOR s IN SELECT k.* FROM sample.webb_step k WHERE NOT k.done AND instant > until - make_interval(days => k.ago)
             AND (k.what = 'ed' OR sample.open_offices(instant)) ORDER BY k.no LOOP
        -- In their order: what waits for an office to open holds up what follows.
        EXIT WHEN EXISTS (SELECT FROM sample.webb_step k WHERE k.no < s.no AND NOT k.done);
        PERFORM sample.webb_do(s, (SELECT c FROM sample.caseload c WHERE c.no = sample.webb_no()), instant, until);
        UPDATE sample.webb_step k SET done = true WHERE k.no = s.no;
    END LOOP;
END $$;
COMMENT ON FUNCTION sample.webb(timestamptz, timestamptz) IS 'What of his story is due by that instant.';
