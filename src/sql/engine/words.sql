-- Words that people read, for what the tables hold as codes (INTERFACES "Words on the screen").

CREATE FUNCTION engine.status_words(kind app.task_kind, status app.task_status, waits_for text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE status
        WHEN 'requested' THEN CASE WHEN kind = 'reroute' THEN 'find another' WHEN kind <> 'referral' THEN 'to do' ELSE 'needs answer' END
        WHEN 'accepted' THEN CASE kind WHEN 'reroute' THEN 'find another' ELSE 'not started' END
        WHEN 'in-progress' THEN 'running'
        WHEN 'on-hold' THEN coalesce('waits: ' || waits_for, 'waits')
        WHEN 'completed' THEN 'completed'
        WHEN 'rejected' THEN 'declined'
        WHEN 'failed' THEN 'could not be done'
        WHEN 'cancelled' THEN 'cancelled'
        WHEN 'entered-in-error' THEN 'entered by mistake' END
$$;
COMMENT ON FUNCTION engine.status_words(app.task_kind, app.task_status, text) IS 'A status as people read it; waits_for in words (engine.reason_words(''hold'', …)).';

CREATE FUNCTION engine.kind_words(kind app.task_kind) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE kind
        WHEN 'referral' THEN 'referral' WHEN 'reroute' THEN 'find provider' WHEN 'follow_up' THEN 'answer a question'
        WHEN 'alert' THEN 'look at an alert' WHEN 'risk' THEN 'social risk' WHEN 'case_review' THEN 'case review'
        WHEN 'plan_update' THEN 'update the plan' WHEN 'result_review' THEN 'look at a result' WHEN 'correction' THEN 'check a correction' END
$$;
COMMENT ON FUNCTION engine.kind_words(app.task_kind) IS 'A kind of task as people read it.';

CREATE FUNCTION engine.label_of(kind app.task_kind, label text, type_short text, type_name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE kind WHEN 'reroute' THEN coalesce(type_short, type_name, label) ELSE coalesce(label, type_short, type_name, engine.kind_words(kind)) END
$$;
COMMENT ON FUNCTION engine.label_of(app.task_kind, text, text, text) IS 'What a task is about, for the column WHAT. That a provider is sought is said by the column STATE.';

CREATE FUNCTION engine.sentences(VARIADIC parts text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(upper(left(s.said, 1)) || substr(s.said, 2) || CASE WHEN s.said ~ '[.!?]$' THEN '' ELSE '.' END, ' ' ORDER BY s.place)
    FROM (SELECT btrim(p.part, E' \t\n\r') AS said, p.place FROM unnest(parts) WITH ORDINALITY p (part, place)) s WHERE s.said <> ''
$$;
COMMENT ON FUNCTION engine.sentences(text[]) IS 'Texts one behind the other, each as a sentence: begun large and ended by a stop. NULL: there is none.';

CREATE FUNCTION engine.first_name(name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT split_part(name, ' ', 1) $$;
COMMENT ON FUNCTION engine.first_name(text) IS 'How a colleague is called in a narrow column: Sam.';

CREATE FUNCTION engine.desk_name(role_name text, organization_name text, near boolean) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN NOT near THEN organization_name
                WHEN starts_with(lower(role_name), lower(organization_name) || ' ') THEN substr(role_name, length(organization_name) + 2)
                ELSE role_name END
$$;
COMMENT ON FUNCTION engine.desk_name(text, text, boolean) IS
    'A role in a narrow column: within one''s own organisation without its name (intake), else the organisation''s name.';

CREATE FUNCTION engine.person_name(family text, given text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN given = '' THEN family ELSE family || ', ' || given END
$$;
COMMENT ON FUNCTION engine.person_name(text, text) IS 'Rivera, Ana';

CREATE FUNCTION engine.identifier_words(kind text, value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(upper(kind) || ' ', '') || CASE WHEN length(value) > 4 THEN '..' || right(value, 4) ELSE value END
$$;
COMMENT ON FUNCTION engine.identifier_words(text, text) IS 'An identifier by its end, which is enough to tell persons apart: MRN ..4471';

CREATE FUNCTION engine.main_identifier(individual_id bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT engine.identifier_words(i.kind, i.value) FROM app.identifier i
    WHERE i.individual_id = main_identifier.individual_id ORDER BY i.kind IS DISTINCT FROM 'MRN', i.system, i.value LIMIT 1
$$;
COMMENT ON FUNCTION engine.main_identifier(bigint) IS 'The identifier by which people tell a person from another of the same name.';

CREATE FUNCTION engine.language_words(code text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN code = 'en' THEN NULL ELSE coalesce(
        (SELECT l.name FROM (VALUES ('es', 'Spanish'), ('zh', 'Chinese'), ('yue', 'Cantonese'), ('cmn', 'Mandarin'), ('pt', 'Portuguese'),
            ('ht', 'Haitian Creole'), ('vi', 'Vietnamese'), ('ru', 'Russian'), ('so', 'Somali'), ('ar', 'Arabic'), ('fr', 'French'),
            ('ko', 'Korean'), ('km', 'Khmer'), ('it', 'Italian'), ('pl', 'Polish'), ('ase', 'American Sign Language'), ('uk', 'Ukrainian'),
            ('hi', 'Hindi'), ('tl', 'Tagalog'), ('fa', 'Persian'), ('am', 'Amharic'), ('el', 'Greek'), ('de', 'German'), ('ja', 'Japanese')) AS l (code, name)
         WHERE l.code = split_part(language_words.code, '-', 1)), code) END
$$;
COMMENT ON FUNCTION engine.language_words(text) IS 'A language (BCP 47 tag) by its English name; NULL for English.';

CREATE FUNCTION engine.reason_words(list text, code text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT r.name FROM app.reason r WHERE r.list = reason_words.list AND r.code = reason_words.code), code);
END $$;
COMMENT ON FUNCTION engine.reason_words(text, text) IS 'A reason as people read it.';

CREATE FUNCTION engine.needed_words(kind app.task_kind, code text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN kind IN ('referral', 'reroute') THEN 'First visit' ELSE 'Done' END
$$;
COMMENT ON FUNCTION engine.needed_words(app.task_kind, text) IS 'What is needed by needed_by: First visit (needed by Sat 12:00).';
