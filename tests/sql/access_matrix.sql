-- Who may do what: kind of person × relation × basis × function, as a table of expectations
-- (include/access_matrix.sql). A function that does not stand in it fails here.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
\ir include/access_calls.sql
\ir include/access_subjects.sql
\ir include/access_matrix.sql
-- A minute later, so that what was made has waited.
SELECT tests.at('2026-11-20 10:01-05');

CREATE FUNCTION pg_temp.filled(statement text, s subject) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    place record;
BEGIN
    FOR place IN SELECT * FROM jsonb_each_text(to_jsonb(s)) LOOP
        statement := replace(statement, '{' || place.key || '}', coalesce(place.value, ''));
    END LOOP;
    RETURN replace(statement, '{request}', gen_random_uuid()::text);
END $$;

-- A allowed, with the person · r read, without the person · . answered, and nothing of it is there ·
-- 4 HF404 · 2 HF412 · 0 HF400 · 9 HF409 · 5 no privilege · anything else as it is
CREATE FUNCTION pg_temp.answer(login text, statement text, s subject, reads boolean) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    said text;
    code text;
BEGIN
    BEGIN
        EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', login);
        EXECUTE format('SELECT coalesce(string_agg(x::text, chr(10)), '''') FROM (%s) x', statement) INTO said;
        RAISE EXCEPTION USING ERRCODE = 'TT000', MESSAGE = CASE WHEN NOT reads OR said LIKE '%' || s.family || '%' THEN 'A'
            WHEN said ~ format('\m(%s|%s|%s|%s|%s)\M', s.item, s.person, s.event, s.risk, s.review) THEN 'r' ELSE '.' END;
    EXCEPTION WHEN SQLSTATE 'TT000' THEN
        RETURN SQLERRM;
    WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE;
        RETURN coalesce((jsonb '{"HF404": "4", "HF412": "2", "HF400": "0", "HF409": "9", "42501": "5"}') ->> code, code || ' ' || SQLERRM);
    END;
END $$;

CREATE TEMPORARY TABLE actual (no integer, name text, subject text, answers text);
-- A statement for each call: no single one runs for long.
SELECT format($$INSERT INTO actual
    SELECT c.no, c.name, s.name,
           string_agg(pg_temp.answer(v.login, f.statement, s, c.about <> '-' AND c.statement NOT LIKE '%%{request}%%'), ' ' ORDER BY v.no)
    FROM call c JOIN subject s ON (s.name = '-') = (c.about = '-') CROSS JOIN LATERAL (SELECT pg_temp.filled(c.statement, s) AS statement OFFSET 0) f CROSS JOIN viewer v WHERE c.no = %s
    GROUP BY c.no, c.name, s.name$$, c.no) FROM call c ORDER BY c.no \gexec

-- Every function stands in the matrix, and the matrix says nothing of what is not there.
SELECT set_eq($$SELECT DISTINCT substring(c.statement FROM '\mapi\.([a-z_]+)') FROM call c$$,
              $$SELECT p.proname::text FROM pg_proc p WHERE p.pronamespace = 'api'::regnamespace$$,
              'the matrix has every function of the door: one that is missing is to be added to include/access_calls.sql');
SELECT is_empty($$SELECT a.name, a.subject FROM actual a EXCEPT SELECT m.name, m.subject FROM matrix m$$, 'each call has what is expected of it');
SELECT is_empty($$SELECT m.name, m.subject FROM matrix m EXCEPT SELECT a.name, a.subject FROM actual a$$, 'and no expectation is without its call');
SELECT is((SELECT string_agg(v.login, ' ' ORDER BY v.no) FROM viewer v), (SELECT people FROM columns), 'the columns are the people');
SELECT is(a.answers, m.answers, format('%s, %s', a.name, a.subject)) FROM actual a JOIN matrix m USING (name, subject) ORDER BY a.no, a.subject;
SELECT diag(format('%s calls by %s people on %s items: %s expectations', (SELECT count(*) FROM call), (SELECT count(*) FROM viewer), (SELECT count(*) - 1 FROM subject),
                   (SELECT sum(cardinality(string_to_array(m.answers, ' '))) FROM matrix m)));
SELECT * FROM finish();
ROLLBACK;
