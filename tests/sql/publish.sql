-- Putting a policy in force: what changes, what is refused, and that nothing else moves.
-- Starts from the example policy, published.
BEGIN;
SELECT no_plan();
SELECT tests.at('2026-11-20 17:05-05');

CREATE TEMPORARY TABLE first AS SELECT p.number, p.yaml, p.policy FROM app.policy_revision p ORDER BY p.number DESC LIMIT 1;
GRANT SELECT ON first TO PUBLIC;
CREATE FUNCTION pg_temp.revision() RETURNS integer LANGUAGE sql AS $$ SELECT max(number) FROM app.policy_revision $$;
-- The policy in force with one thing different.
CREATE FUNCTION pg_temp.with(path text[], value jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_set(p.policy, path, value) FROM app.policy_revision p ORDER BY p.number DESC LIMIT 1
$$;
CREATE FUNCTION pg_temp.publish(policy jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT api.publish('# ' || md5(policy::text), policy)
$$;
CREATE FUNCTION pg_temp.refusal(policy jsonb) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_temp.publish(policy);
    RETURN 'published';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ': ' || SQLERRM;
END $$;

-- What the example became.
SELECT is((SELECT count(*) FROM app.organization o WHERE o.active), (SELECT count(*) FROM first f, jsonb_object_keys(f.policy -> 'organizations')), 'every organisation is there');
SELECT is((SELECT count(*) FROM app.staff s WHERE s.active), (SELECT count(*) FROM first f, jsonb_object_keys(f.policy -> 'staff')), 'every person is there');
SELECT is((SELECT count(*) FROM app.role r WHERE r.active), (SELECT count(*) FROM first f, jsonb_object_keys(f.policy -> 'roles')), 'every role is there');
SELECT is((SELECT array_agg(s.login ORDER BY h.rank) FROM app.role_holder h JOIN app.role r ON r.id = h.role_id JOIN app.staff s ON s.id = h.staff_id WHERE r.code = 'home_care_intake'),
          (SELECT ARRAY(SELECT jsonb_array_elements_text(f.policy -> 'roles' -> 'home_care_intake' -> 'holders')) FROM first f), 'holders keep their order');
SELECT is((SELECT count(*) FROM app.role_on_duty d JOIN app.role r ON r.id = d.role_id WHERE r.active), (SELECT count(*) FROM app.role r WHERE r.active), 'somebody is looked up for every role');
SELECT results_eq($$SELECT r.no, r.at_share, r.at_after, r.action::text, r.to_kind, r.channels, r.repeat, r.patience
                    FROM app.rung r JOIN app.ladder l ON l.id = r.ladder_id WHERE l.code = 'standard' AND l.current ORDER BY r.no$$,
    $$VALUES (1, 0.80, NULL, 'remind', 'owner', '{console}'::text[], NULL, NULL), (2, 1.00, NULL, 'inform', 'requester', '{console}', NULL, NULL),
             (3, 1.00, NULL, 'escalate', 'owner.supervisor', '{console,mail}', NULL, NULL), (4, NULL::numeric, '1bd', 'transfer', 'coordinator', '{console,mail}', '2bd', '1d')$$,
    'rungs are as written');
SELECT is((SELECT o.code FROM app.rung r JOIN app.ladder l ON l.id = r.ladder_id JOIN app.role o ON o.id = r.to_role_id WHERE l.code = 'desk' AND l.current AND r.no = 3),
          'network_direction', 'a rung may name a role');
SELECT is((SELECT array_agg(r.code ORDER BY r.position) FROM app.reason r WHERE r.list = 'hold'),
          (SELECT ARRAY(SELECT jsonb_array_elements_text(f.policy -> 'reasons' -> 'hold' -> 'order')) FROM first f), 'reasons keep their order');
SELECT is((SELECT d.code FROM app.reason_default d JOIN app.role r ON r.id = d.role_id WHERE d.list = 'decline' AND r.code = 'legal_intake'), 'conflict', 'a role has its own default reason');
SELECT is((SELECT n.undo_within FROM app.network n), interval '10 minutes', 'the network''s settings are there');
SELECT is((SELECT b.basis FROM app.basis_rule b, app.organization f, app.organization t WHERE f.sector = 'behavioral_health' AND t.sector = 'housing' AND engine.rule_pair(b, f, t, 'general') ORDER BY b.position LIMIT 1),
          'authorization', 'and the grounds for disclosure');
SELECT cmp_ok((SELECT count(*) FROM app.calendar c JOIN app.calendar_span s ON s.version_id = c.current_version), '>', 5000::bigint, 'calendars are laid out');
SELECT is((SELECT count(*) FROM app.staff s LEFT JOIN pg_roles r ON r.rolname = s.login
           WHERE s.active AND (r.oid IS NULL OR NOT r.rolcanlogin OR r.rolconnlimit NOT BETWEEN 3 AND 100 OR NOT pg_has_role(r.oid, 'holdfast_person', 'MEMBER'))),
          0::bigint, 'everybody has a login that is a person and no more');
SELECT is((SELECT count(*) FROM app.staff s JOIN pg_authid a ON a.rolname = s.login WHERE a.rolpassword IS NOT NULL), 0::bigint, 'without a password');

-- The same again.
SELECT is(api.publish(f.yaml, f.policy), jsonb_build_object('revision', f.number, 'changes', '[]'::jsonb), 'the same policy again changes nothing') FROM first f;
SELECT is(pg_temp.revision(), f.number, 'and makes no revision') FROM first f;
SELECT is(api.publish(f.yaml || '# a word', f.policy) -> 'changes' -> 0 ->> 'detail', 'only how the file is written', 'a comment is a revision of the text') FROM first f;

-- Changes, in words; rows, in place.
CREATE TEMPORARY TABLE before AS
SELECT (SELECT id FROM app.role WHERE code = 'home_care_intake') AS role_id, (SELECT id FROM app.ladder WHERE code = 'slow' AND current) AS ladder_id,
       (SELECT current_version FROM app.calendar WHERE code = 'office') AS version_id;
SELECT is(pg_temp.publish(pg_temp.with('{staff,maria,name}', '"Maria Soto-Reyes"')) -> 'changes',
          '[{"what": "staff", "id": "maria", "change": "changed", "detail": "name: Maria Soto -> Maria Soto-Reyes"}]', 'a change is told by what, whom and how');
SELECT is((SELECT s.name FROM app.staff s WHERE s.login = 'maria'), 'Maria Soto-Reyes', 'and made');
SELECT is(pg_temp.publish(pg_temp.with('{ladders,slow,0,at}', '"85%"')) -> 'changes' -> 0 ->> 'id', 'slow', 'a rung is changed');
SELECT is((SELECT array_agg(r.at_share ORDER BY l.current DESC) FROM app.ladder l JOIN app.rung r ON r.ladder_id = l.id AND r.no = 1 WHERE l.code = 'slow'),
          '{0.85,0.90}', 'as a new ladder: running clocks keep the old');
SELECT isnt_empty($$SELECT 1 FROM app.service_level_stage s JOIN app.ladder l ON l.id = s.ladder_id WHERE l.code = 'slow' AND l.current$$, 'levels use the new one');
SELECT is_empty($$SELECT 1 FROM app.service_level_stage s JOIN app.ladder l ON l.id = s.ladder_id WHERE NOT l.current$$, 'and none the old');
SELECT is(jsonb_array_length(pg_temp.publish(pg_temp.with('{ladders,slow,0,at}', '"90%"')) -> 'changes'), 1, 'the old text again');
SELECT is((SELECT l.id FROM app.ladder l WHERE l.code = 'slow' AND l.current), b.ladder_id, 'is the old ladder again') FROM before b;
SELECT is(pg_temp.publish(pg_temp.with('{calendars,office,dates,2026-12-23}', '[]')) -> 'changes' -> 0 ->> 'what', 'calendar', 'a snow day');
SELECT isnt((SELECT c.current_version FROM app.calendar c WHERE c.code = 'office'), b.version_id, 'is a new version of the calendar') FROM before b;
SELECT isnt_empty($$SELECT 1 FROM before b JOIN app.calendar_span s ON s.version_id = b.version_id$$, 'and the old one stays for running clocks');
SELECT is((SELECT p.published_by FROM app.policy_revision p ORDER BY number DESC LIMIT 1), session_user::text, 'a revision says who');

-- Roles: renamed, joined, gone.
INSERT INTO app.individual (family, created_at) VALUES ('Testperson', app.now());
CREATE FUNCTION pg_temp.item(role text) RETURNS bigint LANGUAGE sql AS $$
    INSERT INTO app.task (kind, priority, stage, individual_id, owner_role_id, owner_organization_id, need_since, stage_since, sort_at, created_at)
    SELECT 'alert', 'routine', 'complete', (SELECT max(id) FROM app.individual), r.id, r.organization_id, app.now(), app.now(), app.now(), app.now()
    FROM app.role r WHERE r.code = role RETURNING id
$$;
CREATE TEMPORARY TABLE item AS SELECT pg_temp.item('legal_intake') AS id;
CREATE FUNCTION pg_temp.without_role(policy jsonb, gone text, heir text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_set(replace((policy #- ARRAY['roles', gone])::text, format('"%s"', gone), format('"%s"', heir))::jsonb,
                     ARRAY['roles', heir], coalesce(policy -> 'roles' -> heir, policy -> 'roles' -> gone))
$$;
CREATE TEMPORARY TABLE renamed AS
SELECT pg_temp.without_role(p.policy, 'legal_intake', 'legal_desk') AS bare,
       jsonb_set(pg_temp.without_role(p.policy, 'legal_intake', 'legal_desk'), '{roles,legal_desk,renamed_from}', '"legal_intake"') AS said
FROM app.policy_revision p ORDER BY p.number DESC LIMIT 1;
SELECT is(pg_temp.refusal(r.bare), 'HF412: Role legal_intake would go and has 1 open item.', 'a role with open items cannot just go') FROM renamed r;
SELECT is(pg_temp.refusal(jsonb_set(r.said, '{roles,network_direction,renamed_from}', '"legal_intake"')),
          'HF412: Role legal_intake is to be renamed to more than one role.', 'nor become two') FROM renamed r;
SELECT is(pg_temp.refusal(pg_temp.with('{roles,network_direction,renamed_from}', '"legal_intake"')),
          'HF412: Role network_direction is renamed from legal_intake, which is still there.', 'nor be renamed and stay');
CREATE TEMPORARY TABLE legal AS SELECT id FROM app.role WHERE code = 'legal_intake';
SELECT ok(pg_temp.publish(r.said) -> 'changes' @> '[{"what": "role", "id": "legal_desk", "change": "renamed", "detail": "from legal_intake"}]', 'renamed_from renames') FROM renamed r;
SELECT is((SELECT r.id FROM app.role r WHERE r.code = 'legal_desk'), l.id, 'the row stays, and with it every item and the record') FROM legal l;
SELECT is(pg_temp.publish(pg_temp.with('{roles,legal_desk,renamed_from}', '"legal_intake"')) -> 'changes', '[]', 'said again, nothing is left to do');
CREATE TEMPORARY TABLE joined AS
SELECT jsonb_set(pg_temp.without_role(p.policy, 'legal_desk', 'housing_intake'), '{roles,housing_intake,renamed_from}', '"legal_desk"') AS policy
FROM app.policy_revision p ORDER BY p.number DESC LIMIT 1;
SELECT isnt(pg_temp.publish(j.policy), NULL, 'a role may join another') FROM joined j;
SELECT is((SELECT r.code || ' ' || t.version FROM app.task t JOIN app.role r ON r.id = t.owner_role_id WHERE t.id = i.id), 'housing_intake 2', 'which takes over its items') FROM item i;
SELECT is((SELECT count(*) FROM app.ledger e WHERE e.entity_kind = 'task' AND e.entity_id = i.id AND e.action = 'role-moved'), 1::bigint, 'on the record') FROM item i;
SELECT ok(NOT r.active, 'the role that went keeps its row, inactive') FROM app.role r WHERE r.code = 'legal_desk';
SELECT is_empty($$SELECT 1 FROM app.role_holder h JOIN app.role r ON r.id = h.role_id WHERE NOT r.active$$, 'and nobody holds it');

-- People who leave and come back.
UPDATE app.task SET owner_staff_id = (SELECT id FROM app.staff WHERE login = 'tomas') WHERE id = (SELECT id FROM item);
CREATE TEMPORARY TABLE leaving AS
SELECT p.policy AS whole, replace(replace((p.policy #- '{staff,tomas}')::text, ', "tomas"', ''), '"tomas", ', '')::jsonb AS policy
FROM app.policy_revision p ORDER BY p.number DESC LIMIT 1;
SELECT ok(pg_temp.publish(l.policy) -> 'changes' @> '[{"what": "staff", "id": "tomas", "change": "removed",
    "detail": "1 open item is in this person''s name: their supervisor gives them to somebody (o)"}]', 'whoever leaves with open items is told of') FROM leaving l;
SELECT is((SELECT (s.active, r.rolcanlogin)::text FROM app.staff s JOIN pg_roles r ON r.rolname = s.login WHERE s.login = 'tomas'), '(f,f)', 'the name stays, the login does not let in');
SELECT isnt(pg_temp.publish(l.whole), NULL, 'coming back') FROM leaving l;
SELECT is((SELECT (s.active, r.rolcanlogin)::text FROM app.staff s JOIN pg_roles r ON r.rolname = s.login WHERE s.login = 'tomas'), '(t,t)', 'lets in again');
UPDATE app.staff SET disabled_at = app.now() WHERE login = 'tomas';
SELECT isnt(pg_temp.publish(pg_temp.with('{staff,tomas,name}', '"Tomas R."')), NULL, 'a policy that names a disabled person');
SELECT is((SELECT (s.name, s.disabled_at IS NOT NULL, r.rolcanlogin)::text FROM app.staff s JOIN pg_roles r ON r.rolname = s.login WHERE s.login = 'tomas'),
          '("Tomas R.",t,f)', 'never enables them again');

-- Refusals: the database keeps the promises of `check` whoever publishes.
SELECT is(pg_temp.refusal(policy), says, says) FROM (VALUES
    (pg_temp.with('{network}', 'null'), 'HF400: The policy has no section "network".'),
    ('[]', 'HF400: The policy has no section "network".'),
    (pg_temp.with('{organizations,bright_home,calendar}', '"nights"'), 'HF412: organizations.bright_home names "nights", which is not among the calendars.'),
    (pg_temp.with('{roles,home_care_intake,holders}', '["maria", "nobody"]'), 'HF412: roles.home_care_intake names "nobody", which is not among the staff.'),
    (pg_temp.with('{network,on_call}', '"nobody"'), 'HF412: network.on_call names "nobody", which is not among the roles.'),
    (pg_temp.with('{network,coordinator}', 'null'), 'HF412: network.coordinator names "", which is not among the roles.'),
    (pg_temp.with('{ladders,crisis,3,to}', '"nobody"'), 'HF412: ladders.crisis names "nobody", which is not among the roles.'),
    (pg_temp.with('{service_levels,discharge,stat,accept,ladder}', '"none"'), 'HF412: service_levels.discharge names "none", which is not among the ladders.'),
    (pg_temp.with('{calendars,office,timezone}', '"America/New_Yorck"'), 'HF412: office has the time zone "America/New_Yorck", which this server does not know.'),
    (pg_temp.with('{network,timezone}', '"EST"'), 'HF412: network has the time zone "EST", which this server does not know.'),
    (pg_temp.with('{roles,home_care_intake,holders}', '[]'), 'HF412: Role home_care_intake has no holder who may act.'),
    (pg_temp.with('{roles,home_care_intake,holders}', '["tomas"]'), 'HF412: Role home_care_intake has no holder who may act.'),
    (pg_temp.with('{ladders,slow}', '[]'), 'HF412: Ladder slow ends before anybody else must act.'),
    (pg_temp.with('{ladders,slow,2,do}', '"inform"'), 'HF412: Ladder slow ends before anybody else must act.'),
    (pg_temp.with('{ladders,slow,2,to}', '"owner"'), 'HF412: Ladder slow ends before anybody else must act.'),
    (pg_temp.with('{staff,Maria}', '{"name": "M", "organization": "bright_home"}'), 'HF412: The login "Maria" differs from "maria" by case only.'),
    (pg_temp.with('{staff,pg_me}', '{"name": "M", "organization": "bright_home"}'), 'HF412: "pg_me" cannot be a login.'),
    (pg_temp.with('{staff,holdfast_owner}', '{"name": "M", "organization": "bright_home"}'), 'HF412: "holdfast_owner" cannot be a login.')) t(policy, says);
CREATE ROLE t_backup LOGIN;
CREATE ROLE "T_Mixed" LOGIN;
CREATE ROLE t_builder LOGIN CREATEDB IN ROLE holdfast_person;
SELECT is(pg_temp.refusal(pg_temp.with('{staff,t_backup}', '{"name": "M", "organization": "bright_home"}')),
          'HF412: The login "t_backup" exists on this server and is not a person of Holdfast.', 'a login of somebody else is not taken over');
SELECT is(pg_temp.refusal(pg_temp.with('{staff,t_builder}', '{"name": "M", "organization": "bright_home"}')),
          'HF412: The login "t_builder" exists on this server and is not a person of Holdfast.', 'nor one that may more than a person');
SELECT is(pg_temp.refusal(pg_temp.with('{staff,t_mixed}', '{"name": "M", "organization": "bright_home"}')),
          'HF412: The login "t_mixed" differs from "T_Mixed" by case only.', 'nor one that differs by case');
SELECT throws_ok('SELECT api.publish(NULL, NULL)', 'HF400', NULL, 'nothing is no policy');

-- An administrator may publish, and needs no more than that duty; nobody else.
GRANT USAGE ON SCHEMA tests TO PUBLIC;
CREATE FUNCTION pg_temp.as_person(login text, policy jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.publish(%L, %L)', '# by ' || login, policy))
$$;
SELECT matches(pg_temp.as_person('adm', pg_temp.with('{staff,newcomer}', '{"name": "New Comer", "organization": "bright_home", "email": null, "phone": null}')),
               '"what": "login"', 'an administrator publishes, and logins are made');
SELECT is((SELECT (r.rolcanlogin, r.rolsuper, r.rolcreaterole, pg_has_role('newcomer', 'holdfast_person', 'USAGE'))::text FROM pg_roles r WHERE r.rolname = 'newcomer'),
          '(t,f,f,t)', 'the newcomer is a person');
SELECT is((SELECT p.published_by FROM app.policy_revision p ORDER BY p.number DESC LIMIT 1), 'adm', 'a revision by adm');
SELECT is((SELECT e.actor FROM app.ledger e WHERE e.entity_kind = 'network' ORDER BY e.seq DESC LIMIT 1), 'adm', 'and on the record as adm''s');
SELECT is(tests.error_as(login, $$SELECT api.publish('x', '{}')$$), 'HF404: Your roles do not publish a policy.', login || ' may not publish')
FROM unnest('{lena,sam,maria,casey}'::text[]) login;
SELECT matches(tests.error_as('adm', format('SELECT logins.%s', call)), '^42501', 'adm does not reach ' || call)
FROM unnest(ARRAY['create_login(''x'')', 'disable_login(''maria'', true)', 'set_verifier(''maria'', NULL)']) call;

-- The three functions of holdfast_logins touch persons only.
CREATE FUNCTION pg_temp.as_owner(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL ROLE holdfast_owner;
    EXECUTE statement;
    RESET ROLE;
    RETURN 'done';
EXCEPTION WHEN OTHERS THEN
    RESET ROLE;
    RETURN SQLSTATE;
END $$;
SELECT is(pg_temp.as_owner('SELECT logins.' || call), answer, call) FROM (VALUES
    ('create_login(''t_backup'')', 'HF412'), ('create_login(''t_builder'')', 'HF412'), ('create_login(''holdfast_owner'')', 'HF412'),
    ('disable_login(''t_backup'', true)', 'HF412'), ('disable_login(''holdfast_logins'', false)', 'HF412'),
    ('disable_login(''no_such_login'', true)', 'HF412'), ('set_verifier(''t_backup'', NULL)', 'HF412'),
    ('set_verifier(''maria'', ''in clear'')', 'HF400'), ('set_verifier(''maria'', '''')', 'HF400'),
    ('set_verifier(''maria'', ''SCRAM-SHA-256$4096:AAAAAAAAAAAAAAAAAAAAAA==$Xgj5HgPKbdHQsTAfUZBfQgwkQnNqCdVYVkFK8Zm9FAo=:T1AtZ7V0ZLEdvVvGVjnTfIPRlgwVjBMNSBvX5rhkPQg='')', 'done')) c(call, answer);
SELECT is(pg_temp.as_owner('CREATE ROLE t_by_owner'), '42501', 'the owner of the tables makes no roles itself');
SELECT matches((SELECT a.rolpassword FROM pg_authid a WHERE a.rolname = 'maria'), '^SCRAM-SHA-256', 'and kept');
SELECT is((SELECT count(*) FROM api.ledger_verify(true) v WHERE v.entity_kind = 'network'), 0::bigint, 'the network''s record is whole');

-- Running clocks keep their targets unless told otherwise.
CREATE TEMPORARY TABLE running AS SELECT pg_temp.item('home_care_intake') AS id;
UPDATE app.task SET level_id = (SELECT id FROM app.service_level WHERE code = 'urgent_action') WHERE id = (SELECT id FROM running);
UPDATE app.task t SET clock_id = c.id, due = c.due, sort_at = engine.sort_at(c)
FROM running r, app.task k, LATERAL engine.clock_open(k, 'complete', app.now()) c WHERE t.id = r.id AND k.id = r.id;
CREATE TEMPORARY TABLE clock_before AS SELECT t.due, t.version FROM app.task t, running r WHERE t.id = r.id;
CREATE FUNCTION pg_temp.longer() RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_set(p.policy, '{service_levels,urgent_action,routine,complete,within}', '"5h"') FROM app.policy_revision p ORDER BY p.number DESC LIMIT 1
$$;
SELECT is(jsonb_array_length(pg_temp.publish(pg_temp.longer()) -> 'changes'), 1, 'a longer target');
SELECT is((SELECT t.due FROM app.task t, running r WHERE t.id = r.id), b.due, 'does not touch a running clock') FROM clock_before b;
SELECT ok(api.publish('# ' || md5(pg_temp.longer()::text), pg_temp.longer(), true) -> 'changes' @> '[{"what": "clock", "change": "recomputed"}]', 'recompute does');
SELECT is((SELECT (t.due, t.sort_at, t.version) FROM app.task t, running r WHERE t.id = r.id), (app.now() + interval '5 hours', app.now() + interval '5 hours', b.version + 1), 'from the same start') FROM clock_before b;
SELECT is((SELECT e.detail ->> 'target' FROM app.ledger e, running r WHERE e.entity_kind = 'task' AND e.entity_id = r.id ORDER BY e.seq DESC LIMIT 1), '5h', 'on the record');
SELECT is(api.publish('# ' || md5(pg_temp.longer()::text), pg_temp.longer(), true) -> 'changes', '[]', 'once');

-- The record's partitions.
SELECT tests.at('2027-06-15 12:00-04');
SELECT isnt(pg_temp.publish(pg_temp.with('{network,name}', '"Bay Network South"')), NULL, 'publishing seven months on');
SELECT has_table('app', 'ledger_202807', 'makes the record''s partitions ahead');
SELECT is((SELECT count(*) FROM pg_inherits i JOIN pg_trigger g ON g.tgrelid = i.inhrelid AND g.tgname LIKE 'append_only%' AND g.tgenabled = 'A' WHERE i.inhparent = 'app.ledger'::regclass),
          2 * (SELECT count(*) FROM pg_inherits i WHERE i.inhparent = 'app.ledger'::regclass), 'guarded like the others');
SELECT * FROM finish();
ROLLBACK;
