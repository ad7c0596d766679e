-- One person entered twice: found, merged, and taken apart again.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
\ir include/events.sql
SELECT tests.at('2026-11-20 10:00-05');

CREATE FUNCTION pg_temp.merge(keep text, other text, reason text DEFAULT 'same MRN on both letters', plan text DEFAULT NULL, request uuid DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT format('SELECT api.merge(%L, %L, %L, %L, %L)', coalesce(request, gen_random_uuid()), keep, other, reason, plan)
$$;
CREATE FUNCTION pg_temp.unmerge(ref text, reason text DEFAULT 'two brothers') RETURNS text LANGUAGE sql AS $$
    SELECT format('SELECT api.unmerge(gen_random_uuid(), %L, %L)', ref, reason)
$$;
CREATE FUNCTION pg_temp.enter(login text, page jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.enter_individual(gen_random_uuid(), %L)', page))::jsonb ->> 'individual_ref'
$$;
CREATE FUNCTION pg_temp.whose(person text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object(
        'tasks', (SELECT jsonb_agg(t.id ORDER BY t.id) FROM app.task t WHERE t.individual_id = p.id),
        'referrals', (SELECT jsonb_agg(t.id ORDER BY t.id) FROM app.referral t WHERE t.individual_id = p.id),
        'events', (SELECT jsonb_agg(t.id ORDER BY t.id) FROM app.event t WHERE t.individual_id = p.id),
        'reviews', (SELECT jsonb_agg(t.id ORDER BY t.id) FROM app.case_review t WHERE t.individual_id = p.id),
        'plans', (SELECT jsonb_agg(t.id || ' ' || t.status ORDER BY t.id) FROM app.care_plan t WHERE t.individual_id = p.id),
        'identifiers', (SELECT jsonb_agg(t.value ORDER BY t.value) FROM app.identifier t WHERE t.individual_id = p.id),
        'contacts', (SELECT jsonb_agg(t.id ORDER BY t.id) FROM app.contact t WHERE t.individual_id = p.id))
    FROM (SELECT (engine.parse_ref(person)).id) p
$$;

-- Two pages, by two hospitals; each with work, an event, a review, a plan.
CREATE TEMPORARY TABLE story AS SELECT
    pg_temp.enter('drew', '{"family": "Webb", "given": "Terrence", "birth_date": "1979-05-02", "address": "12 Elm St", "postal_code": "02128", "contacts": [{"phone": "617-555-0117"}], "identifiers": [{"system": "urn:mrn:a", "value": "2093", "kind": "MRN"}]}') AS keep,
    pg_temp.enter('peter', '{"family": "Webb", "given": "Terence", "duplicate_reason": "not sure", "birth_date": "1979-05-02", "postal_code": "02129", "contacts": [{"phone": "(617) 555 0117", "may_decide": true}], "identifiers": [{"system": "urn:mrn:b", "value": "B-77", "kind": "MRN"}]}') AS other,
    NULL::jsonb AS kept, NULL::jsonb AS others;
CREATE TEMPORARY TABLE asked AS SELECT
    tests.nursing('drew', keep) AS first, tests.refer('peter', jsonb_build_object('individual', other, 'provided', '{"orders": "x", "address": "9 Pier"}'::jsonb, 'items', '[{"type": "home_care", "service": "bright_home_care"}]'::jsonb)) #>> '{referrals,0,ref}' AS second FROM story;
SELECT tests.rule('review', 'ed_visit', 1, '{}', 'case_review lead_coordinator routine_action');
SELECT tests.event('peter', other, 'ed_visit', '2026-11-18', '{"place": "Bayview"}') IS NOT NULL FROM story;
SELECT engine.plan_open(engine.individual_id(x), k, app.now(), NULL) IS NOT NULL FROM story, app.staff k, unnest(ARRAY[keep, other]) x WHERE k.login = 'lena';
UPDATE story SET kept = pg_temp.whose(keep), others = pg_temp.whose(other);

-- Found, and shown with why, only to who sees both.
CREATE TEMPORARY TABLE twins AS SELECT tests.run_as('lena', format('SELECT api.duplicates(%L)', keep))::jsonb AS answer FROM story;
SELECT is(answer #>> '{0,ref}', other, 'the other page is found') FROM twins, story;
SELECT is(answer #> '{0,why}', '["same family name", "same birth date", "same telephone"]', 'with why') FROM twins;
SELECT ok(answer #> '{0,differs}' @> '["given", "postal_code"]', 'and what differs') FROM twins;
SELECT is(tests.run_as('drew', format('SELECT api.duplicates(%L)', keep))::jsonb, '[]', 'a planner who does not know the other page does not learn of it') FROM story;
SELECT pg_temp.enter('drew', '{"family": "Webb", "given": "Alice", "birth_date": "1990-01-01"}') IS NOT NULL;
SELECT is(jsonb_array_length(tests.run_as('lena', format('SELECT api.duplicates(%L)', keep))::jsonb), 1, 'a name alone is no reason') FROM story;

-- Who may, and what it needs.
SELECT matches(tests.error_as('drew', pg_temp.merge(keep, other)), '^HF404', 'only a coordinator merges') FROM story;
SELECT is(tests.error_as('lena', pg_temp.merge(keep, keep)), 'HF412: That is one page already.', 'two pages are needed') FROM story;
SELECT is(tests.error_as('lena', pg_temp.merge(keep, other, ' ', 'keep')), 'HF412: To merge, give a reason.', 'and a reason') FROM story;
SELECT is(tests.error_as('lena', pg_temp.merge(keep, other)), 'HF412: Both have a plan: which one goes on?', 'and a choice, where both have a plan') FROM story;
SELECT is(tests.error_as('lena', pg_temp.merge(keep, other, 'x', 'both')), 'HF400: plan is neither keep nor other.', 'of one') FROM story;

-- Merged.
CREATE TEMPORARY TABLE merged AS SELECT tests.run_as('lena', pg_temp.merge(keep, other, 'same MRN on both letters', 'other', tests.uuid(1)))::jsonb AS answer FROM story;
SELECT is(answer #>> '{moved,task}', '2', 'what is open goes to the page that counts') FROM merged;
SELECT is(jsonb_array_length(answer -> 'twice'), 1, 'what was asked for twice is told') FROM merged;
SELECT is(tests.run_as('lena', pg_temp.merge(keep, other, 'same MRN on both letters', 'other', tests.uuid(1)))::jsonb ->> 'replayed', 'true', 'sent again it is done once') FROM story;
SELECT is((SELECT count(*) FROM app.task t, story s WHERE t.individual_id = engine.individual_id(s.keep)), 3::bigint, 'tasks') FROM story;
SELECT is(pg_temp.whose(other), jsonb_build_object('tasks', NULL, 'referrals', NULL, 'events', NULL, 'reviews', NULL, 'plans', NULL, 'identifiers', NULL, 'contacts', others -> 'contacts'), 'all but contacts, whose permissions are not the other page''s') FROM story;
SELECT is(engine.individual_id(other), engine.individual_id(keep), 'the old reference leads to the page that counts') FROM story;
SELECT is(tests.run_as('lena', format('SELECT api.individual(%L)', other))::jsonb ->> 'ref', keep, 'wherever it is used') FROM story;
SELECT is(tests.run_as('lena', $$SELECT api.find('B-77')$$)::jsonb #>> '{individuals,0,ref}', keep, 'the other hospital''s number finds it') FROM story;
SELECT is(jsonb_array_length(tests.run_as('lena', $$SELECT api.find('Webb, Te')$$)::jsonb -> 'individuals'), 1, 'the name finds one') FROM story;
SELECT is(tests.run_as('lena', format('SELECT api.duplicates(%L)', keep))::jsonb, '[]', 'nobody is a duplicate any more') FROM story;
SELECT is(tests.run_as('peter', format('SELECT api.item(%L)', second))::jsonb #>> '{person,ref}', keep, 'its item is about the page that counts') FROM asked, story;
SELECT is((SELECT count(*) FROM app.care_plan c, story s WHERE c.individual_id = engine.individual_id(s.keep) AND c.status = 'active'), 1::bigint, 'one plan goes on');
SELECT is((SELECT c.status::text FROM app.care_plan c, story s WHERE c.id = split_part(s.kept #>> '{plans,0}', ' ', 1)::bigint), 'revoked', 'the one not chosen ends');
SELECT is((SELECT count(*) FROM app.ledger e, asked a WHERE e.entity_id = engine.task_id(a.second) AND e.action = 'merge'), 1::bigint, 'each open item says on its record whose it is now');
SELECT ok(tests.run_as('lena', format('SELECT api.timeline(%L)', keep))::jsonb::text LIKE '%Bayview%', 'the timeline has what happened to either') FROM story;
SELECT ok(tests.run_as('lena', format('SELECT api.timeline(%L)', keep))::jsonb::text LIKE '%' || (SELECT second FROM asked) || '%', 'and what was done for either') FROM story;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');

-- Life goes on, then it turns out to be two brothers.
SELECT tests.act('maria', second, 'accept') IS NOT NULL FROM asked;
SELECT is(tests.event('drew', keep, 'ed_visit', '2026-11-19') ->> 'replayed', 'false', 'something happens to the merged person') FROM story;
SELECT matches(tests.error_as('drew', pg_temp.unmerge(other)), '^HF404', 'only a coordinator takes it back') FROM story;
SELECT is(tests.error_as('lena', pg_temp.unmerge(other, '')), 'HF412: To take a merge back, give a reason.', 'with a reason') FROM story;
SELECT is(tests.run_as('lena', pg_temp.unmerge(other))::jsonb ->> 'individual_ref', keep, 'taken apart') FROM story;
SELECT is(pg_temp.whose(other), others, 'what was the other''s is theirs again, to the last row') FROM story;
SELECT is(pg_temp.whose(keep) -> 'plans', kept -> 'plans', 'each has their plan') FROM story;
SELECT is(pg_temp.whose(keep) -> 'identifiers', kept -> 'identifiers', 'and their numbers') FROM story;
SELECT is(jsonb_array_length(pg_temp.whose(keep) -> 'events'), 1, 'what happened since stays where it was recorded') FROM story;
SELECT is(tests.status(second), 'accepted', 'what was done since is not lost') FROM asked;
SELECT is(engine.individual_ref(engine.individual_id(other)), other, 'the reference is their own again') FROM story;
SELECT ok(tests.run_as('lena', format('SELECT api.timeline(%L)', other))::jsonb::text LIKE '%accepted%', 'and their timeline has what was done while they were one') FROM story;
SELECT ok(tests.run_as('lena', format('SELECT api.timeline(%L)', keep))::jsonb::text NOT LIKE '%' || (SELECT second FROM asked) || '%', 'which is not on the brother''s') FROM story;
SELECT is(tests.error_as('lena', pg_temp.unmerge(other)), 'HF412: This page was not merged with another.', 'once is enough') FROM story;
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');

-- A chain of three: the last is taken back first.
CREATE TEMPORARY TABLE three AS SELECT tests.person('Three', 'A') AS a, tests.person('Three', 'B') AS b, tests.person('Three', 'C') AS c WHERE false;
INSERT INTO three SELECT pg_temp.enter('drew', '{"family": "Three", "given": "A"}'), pg_temp.enter('drew', '{"family": "Three", "given": "B"}'), pg_temp.enter('drew', '{"family": "Three", "given": "C"}');
SELECT tests.run_as('lena', pg_temp.merge(b, c)) IS NOT NULL FROM three;
SELECT tests.run_as('lena', pg_temp.merge(a, b)) IS NOT NULL FROM three;
SELECT is(engine.individual_id(c), engine.individual_id(a), 'the first leads to the last') FROM three;
SELECT matches(tests.error_as('lena', pg_temp.unmerge(c)), '^HF412: .* was merged with another page since', 'not out of order') FROM three;
SELECT tests.run_as('lena', pg_temp.unmerge(b)) IS NOT NULL FROM three;
SELECT tests.run_as('lena', pg_temp.unmerge(c)) IS NOT NULL FROM three;
SELECT is((SELECT count(*) FROM app.individual i WHERE i.merged_into IS NOT NULL), 0::bigint, 'all are themselves again');
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');
-- Whom to call comes along; a number that is not to be rung is never hidden behind a page that did not know.
CREATE TEMPORARY TABLE calls AS SELECT
    pg_temp.enter('drew', '{"family": "Calls", "given": "Ana", "birth_date": "1950-01-02", "contacts": [{"phone": "617-555-0201"}]}') AS keep,
    pg_temp.enter('peter', '{"family": "Calls", "given": "Ana", "duplicate_reason": "not sure", "birth_date": "1950-01-02", "contacts": [{"phone": "(617) 555 0201", "safe": false, "note": "he listens"}, {"name": "Luz", "relation": "child", "phone": "617-555-0202", "may_decide": true}]}') AS other;
CREATE FUNCTION pg_temp.calls(person text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(right(c.phone, 4) || CASE WHEN c.safe THEN '' ELSE ' not to be rung' END || CASE WHEN c.may_decide THEN ' decides' ELSE '' END, ', ' ORDER BY c.rank, c.id)
    FROM app.contact c WHERE c.individual_id = (engine.parse_ref(person)).id
$$;
SELECT tests.run_as('lena', pg_temp.merge(keep, other)) IS NOT NULL AS merged FROM calls \gset
SELECT is(pg_temp.calls(keep), '0201 not to be rung, 0201, 0202', 'the daughter can be called, and what is dangerous stands first; who may decide is asked anew') FROM calls;
SELECT tests.run_as('lena', pg_temp.unmerge(keep)) IS NOT NULL AS parted FROM calls \gset
SELECT is(pg_temp.calls(keep) || '; ' || pg_temp.calls(other), '0201; 0201 not to be rung, 0202 decides', 'two again, each has its own') FROM calls;
SELECT * FROM finish();
ROLLBACK;
