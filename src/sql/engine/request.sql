-- Request ids: the same request sent twice, by a line that broke or a key held down, is done once
-- (rule 12). Kept by (person, id); the digest tells whether it is really the same.

CREATE FUNCTION engine.arguments_digest(function text, arguments jsonb) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(function || arguments::text, 'UTF8'))
$$;
COMMENT ON FUNCTION engine.arguments_digest(text, jsonb) IS 'What makes two requests the same: the function and everything it was given.';

CREATE FUNCTION engine.once(staff app.staff, request_id uuid, function text, arguments jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    kept app.request;
BEGIN
    IF request_id IS NULL THEN
        PERFORM engine.refuse('HF400', 'request_id is missing.', 'Send a new UUID with every request.');
    END IF;
    SELECT r.* INTO kept FROM app.request r WHERE r.staff_id = staff.id AND r.id = request_id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF kept.arguments_digest <> engine.arguments_digest(function, arguments) THEN
        PERFORM engine.refuse('HF422', 'This request id was used for something else.', 'Send a new UUID with every request.');
    END IF;
    RETURN kept.answer || '{"replayed": true}';
END $$;
COMMENT ON FUNCTION engine.once(app.staff, uuid, text, jsonb) IS
    'NULL: a new request, go on. Else the first answer, with replayed true. HF422: the id was used with other arguments. Call it after the lock, so that a twin in flight is seen.';

CREATE FUNCTION engine.answered(staff app.staff, request_id uuid, function text, arguments jsonb) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM app.request r
                   WHERE r.staff_id = staff.id AND r.id = request_id
                     AND r.arguments_digest = engine.arguments_digest(function, arguments))
$$;
COMMENT ON FUNCTION engine.answered(app.staff, uuid, text, jsonb) IS
    'This very request was done: it is answered again even where the step itself took away the permission.';

CREATE FUNCTION engine.keep_answer(staff app.staff, request_id uuid, function text, arguments jsonb, answer jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.request (staff_id, id, arguments_digest, answer, at)
    VALUES (staff.id, request_id, engine.arguments_digest(function, arguments), keep_answer.answer, clock_timestamp());
    RETURN answer;
END $$;
COMMENT ON FUNCTION engine.keep_answer(app.staff, uuid, text, jsonb, jsonb) IS
    'Keeps the answer with the step, in one transaction, and gives it. Errors are never kept.';
