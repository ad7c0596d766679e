-- The reviews that the network has held: every open day the daily one, on Tuesdays that of risks, on
-- Thursdays that of performance. Whoever holds one is given what is next, decides, acknowledges the
-- rest as a list and ends it, as on the screen, some seconds apart.

CREATE FUNCTION sample.decision(item jsonb, seed text, OUT action text, OUT detail jsonb) LANGUAGE plpgsql STABLE AS $$
DECLARE
    roll integer := sample.roll(seed, 100);
    late boolean := item -> 'codes' ? 'late';
    soon timestamptz := app.now() + make_interval(days => 2 + sample.roll(seed || 'days', 5));
BEGIN
    action := CASE
        WHEN item ->> 'kind' = 'organization' THEN CASE WHEN roll < 25 THEN 'note' END
        WHEN item ->> 'kind' = 'reroute' THEN CASE WHEN roll < 72 THEN 'reroute' WHEN roll < 80 THEN 'hold' END
        WHEN NOT late THEN CASE WHEN roll < 12 THEN 'escalate' END
        WHEN item ->> 'status' = 'requested' THEN CASE WHEN roll < 40 THEN 'escalate' END
        WHEN roll < 20 THEN 'escalate' WHEN roll < 45 THEN 'hold' END;
    IF action IS NULL OR NOT item -> 'actions' ? action THEN
        action := 'seen';
    END IF;
    detail := jsonb_strip_nulls(CASE action
        WHEN 'hold' THEN jsonb_build_object('waiting_on', sample.one_of(seed, '{payer,person,family,doctor,papers}'), 'until', soon)
        WHEN 'note' THEN jsonb_build_object('note', sample.one_of(seed, '{Who answers when two of you are away?,Please choose a reason when you decline.,What would help you to start in time?}'))
        WHEN 'seen' THEN jsonb_build_object('reason', CASE WHEN late THEN sample.one_of(seed, '{Starts this week; date is agreed.,They know and answer today.,Family asked for a few days.,Waits for the doctor to sign.}') END)
        ELSE '{}' END);
END $$;
COMMENT ON FUNCTION sample.decision(jsonb, text) IS 'What somebody decides on an item of a review; for most it is known already what is done.';

CREATE FUNCTION sample.decide(login text, review text, item jsonb, seed text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    call text := 'SELECT api.review_decide(gen_random_uuid(), ($1)[1], ($1)[2], ($1)[3]::int, ($1)[4], ($1)[5]::jsonb)';
    wanted record := sample.decision(item, seed);
    answer jsonb := sample.call_as(login, call, review, item ->> 'ref', item ->> 'version', wanted.action, wanted.detail::text);
BEGIN
    IF answer IS NULL THEN
        -- Nobody is left to ask, or told a moment ago.
        answer := sample.call_as(login, call, review, item ->> 'ref', item ->> 'version', 'seen', '{"reason": "Talked about; stays with its owner."}');
    END IF;
    RETURN nullif(answer -> 'next', 'null');
END $$;
COMMENT ON FUNCTION sample.decide(text, text, jsonb, text) IS 'Somebody decides on an item; gives what comes next for them.';

CREATE FUNCTION sample.decide_all(logins text[], review text, seed text, INOUT at timestamptz) LANGUAGE plpgsql AS $$
DECLARE
    item jsonb;
    login text;
BEGIN
    FOR n IN 0 .. 99 LOOP
        -- Several share it, each with some of it at a time.
        IF login IS DISTINCT FROM logins[1 + n / 8 % cardinality(logins)] THEN
            login := logins[1 + n / 8 % cardinality(logins)];
            item := NULL;
        END IF;
        item := coalesce(item, sample.call_as(login, 'SELECT api.review_next(($1)[1], 1)', review) #> '{items,0}');
        EXIT WHEN item IS NULL;
        at := at + make_interval(secs => (9 + sample.roll(seed || n, 32)) / cardinality(logins));
        PERFORM sample.at(at);
        item := sample.decide(login, review, item, seed || (item ->> 'ref'));
    END LOOP;
    at := at + interval '90 seconds';
    PERFORM sample.at(at);
END $$;
COMMENT ON FUNCTION sample.decide_all(text[], text, text, timestamptz) IS 'What comes one by one, as far as it goes at one sitting; gives when that was over.';

CREATE FUNCTION sample.hold(logins text[], kind text, seed text, instant timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    review text;
    ended jsonb;
    at timestamptz := instant;
BEGIN
    PERFORM sample.at(at);
    review := sample.call_as(logins[1], 'SELECT api.review_begin(gen_random_uuid(), ($1)[1])', kind) ->> 'ref';
    FOR n IN 1 .. 2 LOOP
        at := sample.decide_all(logins, review, seed || n, at);
        PERFORM sample.call_as(logins[1], 'SELECT api.review_acknowledge(gen_random_uuid(), ($1)[1])', review);
        ended := sample.call_as(logins[1], 'SELECT api.review_close(gen_random_uuid(), ($1)[1])', review);
        -- What became late meanwhile is decided too.
        EXIT WHEN ended IS NOT NULL;
    END LOOP;
    IF ended IS NULL THEN
        PERFORM sample.call_as(logins[1], 'SELECT api.review_close(gen_random_uuid(), ($1)[1], ($1)[2]::jsonb)', review, '{"unfinished": "Called away; the rest tomorrow."}');
    END IF;
END $$;
COMMENT ON FUNCTION sample.hold(text[], text, text, timestamptz) IS 'These people hold a review from its beginning to its end.';

CREATE FUNCTION sample.reviews(day date, hour integer, instant timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    k app.review_kind;
    due integer;
BEGIN
    FOR k IN SELECT c.* FROM app.review_kind c WHERE c.active ORDER BY c.position LOOP
        due := CASE k.code WHEN 'daily' THEN 1 WHEN 'risks' THEN 3 ELSE 4 END;
        CONTINUE WHEN hour <> due OR NOT engine.held_on(k, day);
        PERFORM sample.hold((CASE WHEN k.code = 'performance' THEN '{ines}' WHEN k.code = 'risks' THEN '{lena}'
                                 WHEN sample.roll(day || 'two', 3) = 0 THEN '{lena,noor}' WHEN sample.roll(day || 'two', 7) = 1 THEN '{noor}' ELSE '{lena}' END)::text[],
                            k.code, day || k.code, instant);
    END LOOP;
END $$;
COMMENT ON FUNCTION sample.reviews(date, integer, timestamptz) IS 'Holds what the policy asks for on that day, each at its hour; where an office is shut nobody does.';
