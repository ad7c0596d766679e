-- What every script of this folder may use. Loaded once into the template database, as superuser.
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE SCHEMA tests;

CREATE FUNCTION tests.at(instant timestamptz) RETURNS void LANGUAGE sql AS $$
    UPDATE app.time_setting SET frozen = instant
$$;
COMMENT ON FUNCTION tests.at(timestamptz) IS 'Freezes app.now().';

-- A person's session inside the script: session_user is theirs, nothing of the superuser remains.
CREATE FUNCTION tests.run_as(login text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answer text;
BEGIN
    EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', login);
    BEGIN
        EXECUTE statement INTO answer;
    EXCEPTION WHEN OTHERS THEN
        RESET SESSION AUTHORIZATION;
        RAISE;
    END;
    RESET SESSION AUTHORIZATION;
    RETURN answer;
END $$;
COMMENT ON FUNCTION tests.run_as(text, text) IS 'First column of the first row that the statement gives that person.';

CREATE FUNCTION tests.error_as(login text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    code text;
    message text;
BEGIN
    BEGIN
        PERFORM tests.run_as(login, statement);
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
        RETURN code || ': ' || message;
    END;
    RETURN 'no error';
END $$;
COMMENT ON FUNCTION tests.error_as(text, text) IS 'SQLSTATE and message with which the statement is refused; no error when it is not.';

-- A small network beside whatever policy is published, with round numbers for stories about time:
-- offices open Monday to Friday 08:00 to 17:00 in New York, Thanksgiving 2026 off.
CREATE FUNCTION tests.role(code text, organization text, supervisor text, duties text[], VARIADIC holders text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    role_id integer;
BEGIN
    INSERT INTO app.role (code, name, organization_id, supervisor_role_id, duties)
    SELECT role.code, initcap(replace(role.code, '_', ' ')), o.id, (SELECT r.id FROM app.role r WHERE r.code = supervisor), role.duties
    FROM app.organization o WHERE o.code = role.organization RETURNING id INTO role_id;
    INSERT INTO app.staff (login, name, organization_id)
    SELECT h, initcap(replace(h, '_', ' ')), o.id FROM unnest(holders) h, app.organization o
    WHERE o.code = role.organization ON CONFLICT DO NOTHING;
    INSERT INTO app.role_holder (role_id, staff_id, rank)
    SELECT role_id, s.id, h.rank FROM unnest(holders) WITH ORDINALITY h (login, rank) JOIN app.staff s USING (login);
END $$;

CREATE FUNCTION tests.ladder(code text, VARIADIC rungs text[]) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    ladder_id integer;
BEGIN
    INSERT INTO app.ladder (code, digest) VALUES (code, sha256(rungs::text::bytea)) RETURNING id INTO ladder_id;
    INSERT INTO app.rung (ladder_id, no, at_share, at_after, action, to_kind, to_role_id, channels, repeat, patience)
    SELECT ladder_id, u.no, CASE WHEN w[1] LIKE '%\%' THEN rtrim(w[1], '%')::numeric / 100 END,
           CASE WHEN w[1] LIKE '+%' THEN substr(w[1], 2) END, w[2]::app.rung_action,
           CASE WHEN t.id IS NULL THEN w[3] ELSE 'role' END, t.id, '{console}',
           substring(u.line FROM 'repeat (\S+)'), substring(u.line FROM 'patience (\S+)')
    FROM unnest(rungs) WITH ORDINALITY u (line, no)
    CROSS JOIN LATERAL string_to_array(u.line, ' ') w
    LEFT JOIN app.role t ON t.code = w[3];
    RETURN ladder_id;
END $$;
COMMENT ON FUNCTION tests.ladder(text, text[]) IS 'A ladder of lines: 75% remind owner · +1h transfer coordinator repeat 1bd patience 4h.';

CREATE FUNCTION tests.level(code text, VARIADIC stages text[]) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    level_id integer;
BEGIN
    INSERT INTO app.service_level (code) VALUES (code) RETURNING id INTO level_id;
    INSERT INTO app.service_level_stage (level_id, priority, stage, target, ladder_id)
    SELECT level_id, w[1]::app.priority, w[2]::app.stage, w[3],
           (SELECT l.id FROM app.ladder l WHERE l.code = w[4] AND l.current)
    FROM unnest(stages) line CROSS JOIN LATERAL string_to_array(line, ' ') w;
    RETURN level_id;
END $$;
COMMENT ON FUNCTION tests.level(text, text[]) IS 'A service level of lines: routine accept 8bh test_ladder.';

CREATE FUNCTION tests.network() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    office jsonb := '{"timezone": "America/New_York", "holidays": ["2026-11-26"], "dates": {}, "week": {
        "mon": [["08:00","17:00"]], "tue": [["08:00","17:00"]], "wed": [["08:00","17:00"]], "thu": [["08:00","17:00"]],
        "fri": [["08:00","17:00"]], "sat": [], "sun": []}}';
    calendar_id integer;
BEGIN
    INSERT INTO app.calendar (code) VALUES ('test_office') RETURNING id INTO calendar_id;
    UPDATE app.calendar c SET current_version = engine.calendar_version_of(c.id, office, '2026-11-01') WHERE c.id = calendar_id;
    INSERT INTO app.organization (code, name, sector, calendar_id)
    SELECT o, initcap(replace(o, '_', ' ')), 'health', calendar_id FROM unnest('{test_home,test_hospital,test_hub}'::text[]) o;
    PERFORM tests.role('test_coordinator', 'test_hub', NULL, '{coordinate,refer}', 't_lena', 't_lou');
    PERFORM tests.role('test_night', 'test_hub', NULL, '{coordinate}', 't_ned');
    PERFORM tests.role('test_supervisor', 'test_home', 'test_coordinator', '{supervise}', 't_sam');
    PERFORM tests.role('test_intake', 'test_home', 'test_supervisor', '{respond}', 't_maria', 't_tomas');
    PERFORM tests.role('test_planner', 'test_hospital', 'test_coordinator', '{refer}', 't_drew');
    INSERT INTO app.policy_revision VALUES (0, '', '{}', '', '2026-01-01', 'tests') ON CONFLICT DO NOTHING;
    INSERT INTO app.network (name, timezone, coordinator_role_id, on_call_role_id, compliance_role_id, operational_owner_id,
                             undo_within, idle_lock, revision)
    SELECT 'Test', 'America/New_York', c.id, n.id, c.id, s.id, '10 min', '10 min', 0
    FROM app.role c, app.role n, app.staff s
    WHERE c.code = 'test_coordinator' AND n.code = 'test_night' AND s.login = 't_lena'
    ON CONFLICT (singleton) DO UPDATE SET coordinator_role_id = excluded.coordinator_role_id,
        on_call_role_id = excluded.on_call_role_id, operational_owner_id = excluded.operational_owner_id;
    PERFORM tests.ladder('test_ladder', '75% remind owner', '100% escalate owner.supervisor', '150% transfer coordinator patience 4h');
    PERFORM tests.level('test_level', 'routine accept 8bh test_ladder', 'routine start 2bd test_ladder',
                        'urgent accept 4h test_ladder', 'urgent start 24h test_ladder');
    PERFORM tests.level('test_action', 'routine complete 2h test_ladder', 'urgent complete 2h test_ladder');
    INSERT INTO app.network_level SELECT k, l.id FROM unnest('{reroute,follow_up}'::app.task_kind[]) k, app.service_level l
    WHERE l.code = 'test_action' ON CONFLICT (kind) DO UPDATE SET level_id = excluded.level_id;
    INSERT INTO app.domain (code, name, owner_role_id) SELECT 'test_health', 'Health', r.id FROM app.role r WHERE r.code = 'test_coordinator';
    INSERT INTO app.service_type (code, name, domain_id, level_id)
    SELECT 'test_care', 'Nursing visits', d.id, l.id FROM app.domain d, app.service_level l
    WHERE d.code = 'test_health' AND l.code = 'test_level';
    PERFORM engine.refresh_duty(app.now());
END $$;
COMMENT ON FUNCTION tests.network() IS
    'The small network: t_maria and t_tomas answer referrals of t_drew, t_sam supervises them, t_lena coordinates, t_ned is on call.';

CREATE FUNCTION tests.referral(at timestamptz, priority app.priority DEFAULT 'routine', needed_by timestamptz DEFAULT NULL,
    service_type text DEFAULT 'test_care') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    r app.referral;
    t app.task;
BEGIN
    PERFORM tests.at(at);
    INSERT INTO app.individual (family, created_at) VALUES ('Test', at) RETURNING id INTO r.individual_id;
    INSERT INTO app.referral (individual_id, service_type_id, category, priority, needed_by, requester_staff_id, requester_role_id,
                              requester_organization_id, basis, need_since, created_at)
    SELECT r.individual_id, y.id, 'general', referral.priority, referral.needed_by, s.id, p.id, p.organization_id, 'treatment', at, at
    FROM app.service_type y, app.staff s, app.role p
    WHERE y.code = referral.service_type AND s.login = 't_drew' AND p.code = 'test_planner' RETURNING * INTO r;
    t := engine.next_try(r, NULL, NULL, (SELECT p.id FROM app.role p WHERE p.code = 'test_intake'), at);
    t := engine.open_task(t, NULL, 'refer', NULL, NULL, NULL);
    RETURN t.id;
END $$;
COMMENT ON FUNCTION tests.referral(timestamptz, app.priority, timestamptz, text) IS
    'Freezes time and asks test_intake for the service; gives the id of the try.';

CREATE FUNCTION tests.sweep(at timestamptz) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answer jsonb;
    fired integer := 0;
    released integer := 0;
BEGIN
    PERFORM tests.at(at);
    LOOP
        answer := api.sweep(500);
        fired := fired + (answer ->> 'fired')::integer;
        released := released + (answer ->> 'released')::integer;
        EXIT WHEN NOT (answer ->> 'more')::boolean;
    END LOOP;
    RETURN format('%s fired, %s released', fired, released);
END $$;
COMMENT ON FUNCTION tests.sweep(timestamptz) IS 'Freezes time and sweeps until nothing more is due.';

CREATE FUNCTION tests.reached(task_id bigint) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT format('%s %s %s %s', to_char(f.at AT TIME ZONE 'America/New_York', 'Dy HH24:MI'), f.action, r.code, s.login)
    FROM app.reach f LEFT JOIN app.role r ON r.id = f.role_id LEFT JOIN app.staff s ON s.id = f.staff_id
    WHERE f.task_id = reached.task_id ORDER BY f.at, f.id
$$;
COMMENT ON FUNCTION tests.reached(bigint) IS 'Who was reached when, as a line each: Mon 09:30 escalate test_supervisor t_sam.';
