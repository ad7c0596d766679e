-- What a terminal would obey, in every text that every function takes, and a text far too long: stored
-- as it is or refused in our own words, and never a crash, nor an error that tells of the inside. What
-- is shown of it is cleaned on display (tests/attack/test_attack_text.c).
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-20 10:00-05');
\ir include/access_calls.sql
\ir include/access_subjects.sql
\ir include/access_matrix.sql

CREATE FUNCTION pg_temp.filled(statement text, s subject) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    place record;
BEGIN
    FOR place IN SELECT * FROM jsonb_each_text(to_jsonb(s)) LOOP
        statement := replace(statement, '{' || place.key || '}', coalesce(place.value, ''));
    END LOOP;
    RETURN replace(statement, '{request}', gen_random_uuid()::text);
END $$;

-- Every text in a value, by its path.
CREATE FUNCTION pg_temp.texts(value jsonb, path text[] DEFAULT '{}') RETURNS SETOF text[] LANGUAGE sql AS $$
    SELECT path WHERE jsonb_typeof(value) = 'string'
    UNION ALL SELECT t FROM jsonb_each(CASE jsonb_typeof(value) WHEN 'object' THEN value ELSE '{}' END) e, pg_temp.texts(e.value, path || e.key) t
    UNION ALL SELECT t FROM jsonb_array_elements(CASE jsonb_typeof(value) WHEN 'array' THEN value ELSE '[]' END) WITH ORDINALITY e (v, n), pg_temp.texts(e.v, path || (e.n - 1)::text) t
$$;

-- The statement once for each of its texts, with another in its place.
CREATE FUNCTION pg_temp.spoilt(statement text, evil text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    literal text;
    path text[];
BEGIN
    FOR literal IN SELECT DISTINCT m[1] FROM regexp_matches(statement, '''((?:[^'']|'''')*)''', 'g') m LOOP
        IF literal ~ '^[0-9a-f]{8}-' THEN
            CONTINUE;
        ELSIF literal ~ '^(\{"|\[)' AND length(literal) < 20000 THEN
            FOR path IN SELECT pg_temp.texts(replace(literal, '''''', '''')::jsonb) LOOP
                RETURN NEXT replace(statement, '''' || literal || '''', quote_literal(jsonb_set(replace(literal, '''''', '''')::jsonb, path, to_jsonb(evil))));
            END LOOP;
        ELSE
            RETURN NEXT replace(statement, '''' || literal || '''', quote_literal(evil));
        END IF;
    END LOOP;
END $$;

CREATE FUNCTION pg_temp.answer(login text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    code text;
    said text;
BEGIN
    BEGIN
        EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', login);
        EXECUTE format('SELECT count(x::text) FROM (%s) x', statement);
        RAISE EXCEPTION USING ERRCODE = 'TT000';
    EXCEPTION WHEN SQLSTATE 'TT000' THEN
        RETURN 'taken';
    WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, said = MESSAGE_TEXT;
        RETURN code || CASE WHEN code LIKE 'HF%' THEN CASE WHEN octet_length(said) > 20000 THEN ' at length' ELSE '' END ELSE ' ' || left(said, 200) END;
    END;
END $$;

CREATE TEMPORARY TABLE evil (name text PRIMARY KEY, body text);
INSERT INTO evil VALUES
    ('controls', E'\x1b[2J\x1b]0;owned\x07\x1b[6n\b\x01\x7f\r\n\u009b31m\u0085\u202eevil\u2066\u200f\u061c\u2028\ufeff\ufffe''";--%s%n\\'),
    ('a megabyte', repeat('x', 1048576));
-- As whoever the matrix says may, on an item that is theirs.
CREATE TEMPORARY TABLE asked AS
SELECT c.no, c.name, c.statement, s.name AS subject, k.login
FROM call c JOIN subject s ON s.name = CASE c.about WHEN '-' THEN '-' ELSE 'nursing' END
JOIN matrix m ON m.name = c.name AND m.subject = s.name
CROSS JOIN LATERAL (SELECT p.login FROM unnest(string_to_array(m.answers, ' '), string_to_array((SELECT people FROM columns), ' ')) WITH ORDINALITY p (answer, login, n)
                    ORDER BY array_position('{A,r,.,2,0,9,4}'::text[], p.answer), p.n LIMIT 1) k
WHERE c.statement !~ 'api\.(publish|sweep|refresh)';
CREATE TEMPORARY TABLE heard (name text, evil text, answer text);
SELECT format($$INSERT INTO heard SELECT a.name, e.name, pg_temp.answer(a.login, w) FROM asked a JOIN subject s ON s.name = a.subject CROSS JOIN evil e
    CROSS JOIN LATERAL pg_temp.spoilt(pg_temp.filled(a.statement, s), e.body) w WHERE a.no = %s$$, no) FROM asked ORDER BY no \gexec

SELECT cmp_ok((SELECT count(*) FROM heard), '>', 300::bigint, 'every text of every function');
-- What is no instant, number or uuid is refused by its type, before any function sees it.
SELECT is((SELECT string_agg(DISTINCT h.name || ' (' || h.evil || '): ' || h.answer, E'\n') FROM heard h WHERE h.answer !~ '^(taken$|HF[0-9]{3}$|22P02 |22007 |22008 )'), NULL, 'is taken, or refused in our own words');
SELECT is((SELECT string_agg(DISTINCT h.name, ', ') FROM heard h JOIN asked a USING (name) WHERE h.evil = 'a megabyte' AND h.answer = 'taken' AND a.statement LIKE '%{request}%'
           -- A file of another system may be as long: of one that holds nothing, nothing is kept.
           AND h.name <> 'import_fhir'), NULL, 'and nothing of a megabyte is stored');
SELECT diag(format('%s texts of %s calls', (SELECT count(*) FROM heard), (SELECT count(DISTINCT name) FROM heard)));
SELECT * FROM finish();
ROLLBACK;
