-- The sample: invented people, and a network that has worked for ten weeks. Run by `demo` as
-- the server's owner in a sandbox. Nothing is written into the tables directly: time is moved to
-- where a step happened, and the person who took it calls the same function as in the console, so
-- the record, the clocks and the duties are what they would be. All choices follow from hashes:
-- the same network loaded at the same time is the same.

CREATE SCHEMA sample;

CREATE FUNCTION sample.roll(seed text, sides integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT ((hashtextextended(seed, 42) & 9223372036854775807) % sides)::integer
$$;
COMMENT ON FUNCTION sample.roll(text, integer) IS 'One of 0 … sides-1, always the same for the same seed.';

CREATE FUNCTION sample.one_of(seed text, choices text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT choices[1 + sample.roll(seed, cardinality(choices))]
$$;

CREATE FUNCTION sample.at(instant timestamptz) RETURNS void LANGUAGE sql AS $$
    UPDATE app.time_setting SET frozen = instant, offset_by = '0'
$$;
COMMENT ON FUNCTION sample.at(timestamptz) IS 'Moves the sandbox''s time there.';

CREATE FUNCTION sample.call_as(login text, call text, VARIADIC arguments text[]) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    answer jsonb;
BEGIN
    EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', login);
    BEGIN
        EXECUTE call INTO answer USING arguments;
    EXCEPTION WHEN SQLSTATE 'HF404' OR SQLSTATE 'HF409' OR SQLSTATE 'HF412' THEN
        -- A person who tries what is not open to them gets this answer too, and goes on.
        answer := NULL;
    END;
    RESET SESSION AUTHORIZATION;
    RETURN answer;
END $$;
COMMENT ON FUNCTION sample.call_as(text, text, text[]) IS
    'What the function answers that person; NULL when it refuses. The call takes its arguments from $1, a text[].';

CREATE TABLE sample.person (
    no integer PRIMARY KEY,
    ref text NOT NULL
);

CREATE FUNCTION sample.families() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT '{Rivera,Okafor,Petrov,Chu,Abdi,Ferraro,Wolfe,Ruiz,Ames,Novak,Hill,Diaz,Grant,Mbeki,Lund,Webb,
        Santos-Lima,Nguyen,Kowalski,Haddad,O''Brien,Tanaka,Silva,Mensah,Larsen,Dubois,Moreau,Castillo,Fischer,
        Ivanov,Osei,Park,Quinn,Reyes-Cruz,Sato,Torres,Ueda,Vargas,Weiss,Xu,Yilmaz,Zimmer,Adeyemi,Barros,Conti,
        Dimitrov,Eriksen,Farah,Gomes,Hosseini,Iqbal,Jansen,Kaur,Leblanc,Mahoney,Ng,Oliveira,Papadakis,Rossi,
        Singh,Thapa,Varga,Whitfield,Zhou}'::text[]
$$;
CREATE FUNCTION sample.givens() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT '{Ana,Daniel,Irina,Walter,Hodan,Lia,Carl,Marta,Joy,Petr,Bernice,Omara,Roy,Thandi,Erik,Terrence,
        Lucia,Minh,Zofia,Samir,Nora,Kenji,Paulo,Efua,Ingrid,Claire,Jean,Rosa,Karl,Olga,Kwame,Soo-jin,Liam,
        Teresa,Haruki,Elena,Yuki,Diego,Ruth,Wei,Emre,Anna,Femi,Joana,Marco,Stefan,Astrid,Amina,Tiago,Reza,
        Bilal,Pieter,Simran,Yvette,Sean,Kai,Beatriz,Nikos,Giulia,Arjun,Maya,Laszlo,Grace,Ling}'::text[]
$$;

CREATE FUNCTION sample.birth_date(no integer, today date) RETURNS date LANGUAGE sql IMMUTABLE AS $$
    SELECT today - (7000 + sample.roll('born' || no, 26000))
$$;
COMMENT ON FUNCTION sample.birth_date(integer, date) IS 'Grown up to very old.';

CREATE FUNCTION sample.postal_code(no integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT sample.one_of('zip' || no, '{02128,02128,02128,02129,02121,02125,02150,02151,02118,02130}')
$$;

CREATE FUNCTION sample.person_json(no integer, today date) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object(
        -- 64 families and 64 given names, walked so that no two of the first 4,096 people share both.
        'family', (sample.families())[1 + no % 64],
        'given', (sample.givens())[1 + (no / 64 + no * 7) % 64],
        'birth_date', sample.birth_date(no, today),
        'language', sample.one_of('tongue' || no, '{en,en,en,en,en,es,es,pt,zh,ht,so,vi}'),
        'interpreter', sample.roll('interpreter' || no, 6) = 0,
        'address', (1 + sample.roll('house' || no, 240)) || ' '
            || sample.one_of('street' || no, '{Elm St,Harbor St,Maverick Sq,Bennington St,Orient Ave,Paris St,Meridian St,Chelsea St,Saratoga St,Webster St}'),
        'city', sample.one_of('zip' || no, '{East Boston,East Boston,East Boston,Charlestown,Dorchester,Dorchester,Chelsea,Revere,Boston,Jamaica Plain}'),
        'postal_code', sample.postal_code(no),
        'safe_note', CASE sample.roll('mind' || no, 12)
            WHEN 0 THEN 'Dog in the house; ring before coming.'
            WHEN 1 THEN 'Text first, does not pick up unknown numbers.'
            WHEN 2 THEN 'Only call before 14:00, partner works nights.' END,
        'contacts', jsonb_build_array(
            jsonb_build_object('relation', 'self', 'phone', '617-555-0' || lpad((no % 1000)::text, 3, '0'), 'safe', sample.roll('safe' || no, 15) > 0),
            jsonb_build_object('name', (sample.givens())[1 + sample.roll('kin' || no, 64)],
                               'relation', sample.one_of('bond' || no, '{partner,child,cousin,neighbor,friend,roommate}'),
                               'phone', '617-555-1' || lpad((no * 3 % 1000)::text, 3, '0'),
                               'may_decide', sample.roll('proxy' || no, 5) = 0)),
        'identifiers', jsonb_build_array(jsonb_build_object(
            'system', 'urn:sample:st-marys', 'kind', 'MRN', 'value', (4000000 + no * 37)::text)))
$$;
COMMENT ON FUNCTION sample.person_json(integer, date) IS 'An invented person, as api.enter_individual takes it.';

CREATE FUNCTION sample.meet(login text, ref text) RETURNS void LANGUAGE sql AS $$
    SELECT engine.introduce(s, ARRAY[engine.individual_id(ref)], 'entered', app.now()) FROM app.staff s WHERE s.login = meet.login
$$;
COMMENT ON FUNCTION sample.meet(text, text) IS 'Somebody has the person before them: gave name and birth date, and was told of their page.';

CREATE FUNCTION sample.person(no integer, login text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    known text;
    answer jsonb;
BEGIN
    SELECT p.ref INTO known FROM sample.person p WHERE p.no = person.no;
    IF known IS NOT NULL THEN
        PERFORM sample.meet(login, known);
        RETURN known;
    END IF;
    answer := sample.call_as(login, 'SELECT api.enter_individual(gen_random_uuid(), ($1)[1]::jsonb)',
                             (sample.person_json(no, app.now()::date) || '{"duplicate_reason": "another number"}')::text);
    INSERT INTO sample.person VALUES (no, answer ->> 'individual_ref');
    RETURN answer ->> 'individual_ref';
END $$;
COMMENT ON FUNCTION sample.person(integer, text) IS 'The reference of that person; entered by login when met for the first time.';
