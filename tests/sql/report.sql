-- The reports of escalations and risks: what is counted, by what, for whom; names only where they are
-- asked for, and then on the account of disclosures.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
\ir include/risks.sql
SELECT tests.at('2026-11-16 09:00-05');
DELETE FROM app.reach;

CREATE FUNCTION pg_temp.escalations(login text, filter jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.report_escalations(%L)', filter))::jsonb
$$;
CREATE FUNCTION pg_temp.risks(login text, filter jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.report_risks(%L)', filter))::jsonb
$$;
CREATE FUNCTION pg_temp.counts(list jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(format('%s %s', c ->> 'label', c ->> 'count'), ', ' ORDER BY n) FROM jsonb_array_elements(list) WITH ORDINALITY x (c, n) WHERE c ->> 'count' <> '0'
$$;
CREATE FUNCTION pg_temp.exports(login text) RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM app.disclosure d JOIN app.staff s ON s.id = d.staff_id WHERE s.login = exports.login AND d.how = 'export'
$$;

-- A referral that nobody answers: eight business hours, its ladder tells Sam when they are over; Maria is told by hand, too, of another.
CREATE TEMPORARY TABLE story AS SELECT tests.person('Rivera') AS ana, tests.person('Petrov', 'Irina') AS irina;
ALTER TABLE story ADD COLUMN late text, ADD COLUMN hand text;
UPDATE story SET late = tests.nursing('drew', ana), hand = tests.nursing('drew', irina);
SELECT tests.act('drew', hand, 'escalate') FROM story;
SELECT tests.at('2026-11-16 09:10-05');
SELECT tests.act('maria', hand, 'accept') FROM story;
SELECT tests.sweep('2026-11-16 17:00-05');
SELECT tests.sweep('2026-11-17 10:00-05');
CREATE TEMPORARY TABLE told AS SELECT r.*, t.former_role_id, f.name AS role_name FROM app.reach r JOIN app.task t ON t.id = r.task_id LEFT JOIN app.role f ON f.id = r.role_id, story
WHERE r.task_id IN (engine.task_id(late), engine.task_id(hand)) AND r.action <> 'remind' AND r.withdrawn_at IS NULL;
SELECT cmp_ok((SELECT count(*) FROM told), '>=', 2::bigint, 'rungs fired') ;
SELECT is((pg_temp.escalations('lena') ->> 'total')::bigint, (SELECT count(*) FROM told), 'each is counted once, and reminders are none');
SELECT is((pg_temp.escalations('lena') ->> 'items')::bigint, 2::bigint, 'about two items');
SELECT is((SELECT c ->> 'count' FROM jsonb_array_elements(pg_temp.escalations('lena') -> 'by_source') c WHERE c ->> 'label' = 'somebody, by hand'), '1', 'one was set off by hand');
SELECT matches(pg_temp.counts(pg_temp.escalations('lena') -> 'by_rung'), 'told to act, when due [12]', 'by step of the ladder, in words');
SELECT is((SELECT c ->> 'label' FROM jsonb_array_elements(pg_temp.escalations('lena') -> 'by_owner') c), 'Bright Home Care intake, Bright Home Care', 'the intake should have acted');
SELECT matches(pg_temp.counts(pg_temp.escalations('lena') -> 'by_role'), 'Bright Home Care supervisor, Bright Home Care [12]', 'and its supervisor was told');
SELECT matches(pg_temp.counts(pg_temp.escalations('lena') -> 'waits'), '^under 1 hour 1, not yet', 'answered within ten minutes, or not yet');
SELECT is(pg_temp.counts(pg_temp.escalations('lena') -> 'weeks'), '16 Nov ' || (SELECT count(*) FROM told), 'in the week of their Monday');
SELECT is(jsonb_array_length(pg_temp.escalations('lena') -> 'weeks'), 13, 'of the last thirteen');
CREATE TEMPORARY TABLE line AS SELECT e FROM story, jsonb_array_elements(pg_temp.escalations('lena') -> 'escalations') e WHERE e ->> 'ref' = hand;
SELECT is((SELECT format('%s | %s | %s | %s | %s', e ->> 'owner', e ->> 'source', e ->> 'did', e ->> 'who', e ->> 'did_after') FROM line),
          'Bright Home Care intake | by hand | accepted | Maria Soto, Bright Home Care | 10m', 'each one: whose it was, what set it off, what was done then, by whom, how soon');
SELECT is((SELECT e ->> 'opened_at' FROM line), NULL, 'nobody whom it reached has opened it');
SELECT is((pg_temp.escalations('lena') ->> 'opened')::integer, 0, 'nor any other');
SAVEPOINT unopened;
SELECT tests.act('sam', late, 'claim') FROM story;
SELECT is((SELECT format('%s, %s', pg_temp.escalations('lena') ->> 'opened', e ->> 'opened_after') FROM story, jsonb_array_elements(pg_temp.escalations('lena') -> 'escalations') e WHERE e ->> 'ref' = late AND e ->> 'opened_at' IS NOT NULL),
          '1, 17h', 'who takes it over from a list has opened it, though not its page');
ROLLBACK TO unopened;
SELECT tests.run_as('sam', format('SELECT api.item(%L)', late)) FROM story;
SELECT is((pg_temp.escalations('lena') ->> 'opened')::integer >= 1, true, 'and when Sam opens one that is counted');

-- Who reads which.
SELECT is(pg_temp.escalations('sam') ->> 'total', pg_temp.escalations('lena') ->> 'total', 'the provider reads of its own');
SELECT is(pg_temp.escalations('drew') ->> 'total', pg_temp.escalations('lena') ->> 'total', 'as does who asked');
SELECT is(pg_temp.escalations('casey') ->> 'total', pg_temp.escalations('lena') ->> 'total', 'and who audits');
SELECT is((pg_temp.escalations('joan') ->> 'total')::integer + jsonb_array_length(pg_temp.escalations('joan') -> 'escalations'), 0, 'others have nothing to do with it');
SELECT is(tests.error_as('adm', 'SELECT api.report_escalations()'), 'HF404: Reports about the work are for those who do it, and those who audit it.', 'who only administers is told why not');
SELECT is(tests.error_as('adm', 'SELECT api.report_risks()'), 'HF404: Reports about the work are for those who do it, and those who audit it.', 'of risks the same');

-- Names: only where they are asked for, only for who may know them, and on the account.
SELECT ok(NOT pg_temp.escalations('lena')::text ~ 'Rivera|Petrov|P-\d', 'without names nobody is named');
SELECT is(pg_temp.exports('lena'), 0::bigint, 'and nothing was disclosed');
SELECT ok(pg_temp.escalations('lena', '{"names": true}')::text ~ (ana || '\M.*Rivera, Ana'), 'with names they stand there') FROM story;
SELECT is(pg_temp.exports('lena'), 2::bigint, 'one disclosure for each person');
SELECT set_eq($$SELECT format('%s | %s | %s | %s', d ->> 'how_words', d ->> 'from_organization', d ->> 'basis', d ->> 'purpose')
               FROM story, jsonb_array_elements(tests.run_as('lena', format('SELECT api.disclosures(%L)', jsonb_build_object('individual', irina)))::jsonb -> 'disclosures') d WHERE d ->> 'how' = 'export'$$,
              ARRAY['export | St. Mary''s Hospital | treatment | report'], 'as an export, with basis and purpose');
SELECT pg_temp.escalations('maria', '{"names": true}'), pg_temp.escalations('drew', '{"names": true}');
SELECT is(pg_temp.exports('maria') + pg_temp.exports('drew'), 0::bigint, 'what one''s own organisation has, or asked for, is no disclosure');
DELETE FROM app.basis_rule;
SELECT ok(NOT pg_temp.escalations('casey', '{"names": true}')::text ~ 'Rivera|Petrov|P-\d', 'without a basis there is no name') ;
SELECT is(pg_temp.exports('casey'), 0::bigint, 'nor a disclosure');
SELECT is(pg_temp.escalations('casey') ->> 'total', (SELECT count(*)::text FROM told), 'though it is counted');

-- Substance-use content is absent, from the counts too.
CREATE TEMPORARY TABLE before AS SELECT pg_temp.escalations('lena') - 'to' AS whole;
UPDATE app.task SET category = 'substance_use' FROM story WHERE id = engine.task_id(hand);
SELECT is((pg_temp.escalations('lena') ->> 'items')::integer, 1, 'without a basis it is not counted');
SELECT is(pg_temp.counts(pg_temp.escalations('lena') -> 'by_source') ~ 'hand', false, 'in no group');
SELECT is((pg_temp.escalations('maria') ->> 'items')::integer, 2, 'for its owner it is there');
UPDATE app.task SET category = 'general' FROM story WHERE id = engine.task_id(hand);
SELECT is(pg_temp.escalations('lena') - 'to', whole, 'as before') FROM before;

-- Period, organisation, pages.
SELECT is(pg_temp.escalations('lena', '{"org": "bright_home"}') ->> 'total', (SELECT count(*)::text FROM told), 'of the organisation that was to act');
SELECT is(pg_temp.escalations('lena', '{"org": "st_marys"}') ->> 'total', '0', 'not of another');
SELECT is(pg_temp.escalations('lena', '{"to": "2026-11-16T12:00"}') ->> 'total', '1', 'up to an instant');
SELECT is(pg_temp.escalations('lena', '{"to": "2026-11-16"}') ->> 'total', '2', 'up to the end of a day');
SELECT is(pg_temp.escalations('lena', '{"from": "2026-11-17"}') ->> 'about', 'Bay Network; 17 Nov 2026 to 17 Nov 2026', 'since a day; it says of what it is');
SELECT is(tests.error_as('lena', 'SELECT api.report_escalations(''{"from": "2026-11-18"}'')'), 'HF400: The report ends before it begins.', 'a period that is none');
SELECT is(tests.error_as('lena', 'SELECT api.report_escalations(''{"by": "x"}'')'), 'HF400: filter has no key by.', 'a key that is none');
SELECT is(tests.error_as('lena', 'SELECT api.report_escalations(''{"names": "yes"}'')'), 'HF400: names is neither true nor false.', 'names that are neither');
CREATE TEMPORARY TABLE page AS SELECT pg_temp.escalations('lena', '{"n": 1}') AS one;
SELECT ok((SELECT one -> 'next' <> 'null' FROM page), 'there is more');
SELECT is((SELECT count(*) FROM page, LATERAL (SELECT pg_temp.escalations('lena', jsonb_build_object('after', one -> 'next')) AS two) t
           WHERE two ? 'total' OR two -> 'escalations' @> jsonb_build_array(jsonb_build_object('id', one #> '{escalations,0,id}')) OR jsonb_array_length(two -> 'escalations') <> (one ->> 'total')::integer - 1),
          0::bigint, 'the next page has the others, and no counts');
SELECT is((SELECT array_agg(x) FROM tests.loose_ends() x), NULL, 'nothing is left loose');

-- Risks.
SELECT tests.at('2026-11-18 09:00-05');
CREATE TEMPORARY TABLE webb AS SELECT tests.person('Webb', 'Terrence', '02128', 'wes') AS p, tests.person('Lund', 'Erik', '02128', 'wes') AS q;
CREATE TEMPORARY TABLE risk AS SELECT tests.risk('wes', p, '{"legal_deadline": "2026-12-02T09:00", "note": "owes two months"}') AS a, tests.risk('wes', q, '{"level": "critical"}') AS b FROM webb;
CREATE TEMPORARY TABLE k AS SELECT a ->> 'task_ref' AS t, b ->> 'task_ref' AS u FROM risk;
SELECT tests.at('2026-11-18 11:00-05');
SELECT tests.act('monica', t, 'verify', '{"note": "court notice seen"}') FROM k;
SELECT tests.at('2026-11-19 09:00-05');
SELECT tests.act('monica', t, 'contact', '{"note": "met him"}') FROM k;
SELECT tests.at('2026-11-20 09:00-05');
SELECT tests.act('monica', t, 'resolve', '{"outcome": "need_met_elsewhere", "reason": "family paid"}') FROM k;
CREATE TEMPORARY TABLE r AS SELECT pg_temp.risks('lena', '{"from": "2026-11-18"}') AS r;
SELECT is((SELECT format('%s of %s open, %s resolved within %s, %s late', r ->> 'open', r ->> 'total', r ->> 'resolved', r ->> 'median', r ->> 'late') FROM r), '1 of 2 open, 1 resolved within 2d, 1 late', 'open, resolved, how soon, late');
SELECT is((SELECT pg_temp.counts(r -> 'by_category') FROM r), 'Housing instability 2', 'by category');
SELECT is((SELECT pg_temp.counts(r -> 'by_level') FROM r), 'critical 1, high 1', 'by level, the worst first');
SELECT is((SELECT pg_temp.counts(r -> 'by_step') FROM r), 'verified 1, contacted 1, resolved 1', 'by step');
SELECT is((SELECT string_agg(format('%s %s', s ->> 'label', s ->> 'median'), ', ') FROM r, jsonb_array_elements(r -> 'by_step') s), 'verified 2h, contacted 24h, help asked for , resolved 2d', 'each with the time to it');
SELECT is((SELECT string_agg(format('%s waits for %s, %s late', s ->> 'waiting', s ->> 'label', s ->> 'late'), ', ') FROM r, jsonb_array_elements(r -> 'by_step') s WHERE s ->> 'waiting' <> '0'), '1 waits for verified, 1 late', 'and who waits for it');
SELECT is((SELECT pg_temp.counts(r -> 'by_deadline') FROM r), 'none set by law 1', 'open ones by their deadline');
SELECT is((SELECT pg_temp.counts(r -> 'by_outcome') FROM r), 'Need met elsewhere 1', 'how they ended');
SELECT is((SELECT pg_temp.counts(r -> 'waits') FROM r), '1-3 days 1', 'and how long that took');
SELECT is((SELECT string_agg(format('%s, %s, %s', k ->> 'level', k ->> 'step', coalesce(k ->> 'state', k ->> 'outcome')), '; ' ORDER BY k ->> 'level') FROM r, jsonb_array_elements(r -> 'risks') k),
          'critical, to verify, late; high, resolved, Need met elsewhere', 'each one');
SELECT ok((SELECT NOT r::text ~ 'Webb|Lund|owes|court' FROM r), 'without names, and nothing that was typed');
SELECT is(pg_temp.risks('maria', '{"from": "2026-11-18"}') ->> 'total', '0', 'not for others');
SELECT is(pg_temp.risks('lena', '{"from": "2026-11-18", "org": "eastside_action"}') ->> 'total', (SELECT count(*)::text FROM app.social_risk s JOIN app.task t ON t.id = s.task_id JOIN app.organization o ON o.id = t.owner_organization_id
          WHERE o.code = 'eastside_action'), 'of the organisation that looks after them');
SELECT * FROM finish();
ROLLBACK;
