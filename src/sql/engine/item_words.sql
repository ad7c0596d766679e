-- Sentences about one item: who it is with, what was done to it, on which basis it is shared.

CREATE FUNCTION engine.staff_words(staff_id integer, v engine.viewer) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN staff_id = v.staff_id THEN 'you' ELSE (SELECT s.name FROM app.staff s WHERE s.id = staff_id) END;
END $$;
COMMENT ON FUNCTION engine.staff_words(integer, engine.viewer) IS 'A colleague''s name, or you.';

CREATE FUNCTION engine.login_words(login text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT s.name FROM app.staff s WHERE s.login = login_words.login), login);
END $$;
COMMENT ON FUNCTION engine.login_words(text) IS 'The name behind a login.';

CREATE FUNCTION engine.role_words(code text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT r.name FROM app.role r WHERE r.code = role_words.code), code);
END $$;
COMMENT ON FUNCTION engine.role_words(text) IS 'The name behind a role''s code.';

CREATE FUNCTION engine.from_words(staff_id integer, organization_id integer) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN concat_ws(', ', (SELECT o.name FROM app.organization o WHERE o.id = organization_id),
                           (SELECT s.name FROM app.staff s WHERE s.id = staff_id));
END $$;
COMMENT ON FUNCTION engine.from_words(integer, integer) IS 'St. Mary''s, Drew Palmer';

CREATE FUNCTION engine.need_is_with(t app.task, v engine.viewer) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT CASE WHEN s.id = v.staff_id THEN 'you' ELSE coalesce(engine.first_name(s.name), o.name) END
        FROM app.task k
        JOIN app.role o ON o.id = k.owner_role_id
        LEFT JOIN app.role_on_duty d ON d.role_id = o.id
        LEFT JOIN app.staff s ON s.id = coalesce(k.owner_staff_id, d.staff_id)
        WHERE k.referral_id = t.referral_id AND k.closed_at IS NULL AND k.kind IN ('reroute', 'referral')
        ORDER BY k.kind = 'reroute' DESC, k.attempt DESC LIMIT 1);
END $$;
COMMENT ON FUNCTION engine.need_is_with(app.task, engine.viewer) IS
    'Who has the need of a try that came to nothing: whoever seeks another provider for it, or the provider of its next try. NULL: nobody, it has ended.';

CREATE FUNCTION engine.ground_words(basis text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE basis
        WHEN 'treatment' THEN 'For treatment' WHEN 'authorization' THEN 'By signed release'
        WHEN 'part2_consent' THEN 'By consent for substance-use content' WHEN 'serious_threat' THEN 'For a serious threat'
        WHEN 'medical_emergency' THEN 'For a medical emergency' WHEN 'emergency_look' THEN 'By an emergency look'
        WHEN 'required_report' THEN 'As a required report' WHEN 'own' THEN 'Within one organization' ELSE replace(basis, '_', ' ') END
$$;
COMMENT ON FUNCTION engine.ground_words(text) IS 'A basis as people read it: For treatment.';

CREATE FUNCTION engine.basis_words(basis text, category text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT engine.ground_words(basis)
        || '; ' || CASE category WHEN 'general' THEN 'general health only' WHEN 'substance_use' THEN 'substance-use content' ELSE replace(category, '_', ' ') END
$$;
COMMENT ON FUNCTION engine.basis_words(text, text) IS 'For treatment; general health only';

CREATE FUNCTION engine.target_words(priority app.priority, target text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN target IS NULL THEN NULL ELSE
        CASE priority WHEN 'routine' THEN '' ELSE priority::text || ', ' END
        || CASE WHEN target ~ 'b[mhd]$' THEN 'office hours' ELSE 'real hours' END END
$$;
COMMENT ON FUNCTION engine.target_words(app.priority, text) IS 'In which hours a deadline counts: urgent, real hours.';

CREATE FUNCTION engine.reason_given(e app.ledger, words jsonb, list text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    given text := coalesce(words ->> 'reason', engine.reason_words(list, e.detail ->> 'reason'));
BEGIN
    RETURN CASE WHEN given IS NULL THEN '' ELSE ': ' || given END
        || CASE WHEN e.detail ->> 'reason_source' = 'default' THEN ' (default)' ELSE '' END;
END $$;
COMMENT ON FUNCTION engine.reason_given(app.ledger, jsonb, text) IS 'The reason of an entry for the end of a sentence: ": no staff (default)".';

CREATE FUNCTION engine.start_words(day text, at timestamptz) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    said text;
BEGIN
    IF day IS NULL OR day ~ '^\d{4}-\d\d-\d\d$' THEN
        RETURN 'on ' || to_char(day::date, 'Dy FMDD Mon');
    END IF;
    said := engine.say_time(day::timestamptz, at);
    RETURN CASE WHEN said ~ '^\d' THEN 'at ' ELSE 'on ' END || said;
END $$;
COMMENT ON FUNCTION engine.start_words(text, timestamptz) IS 'When a service started, for a sentence told at that time: on Sat 21 Nov, at 12:00; NULL when nobody said.';

CREATE FUNCTION engine.code_words(kind text, code text) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF kind = 'outcome' THEN
        RETURN (SELECT lower(left(o.name, 1)) || substr(o.name, 2) FROM app.outcome o WHERE o.code = code_words.code);
    ELSIF kind = 'service' THEN
        RETURN (SELECT o.name FROM app.service s JOIN app.organization o ON o.id = s.organization_id WHERE s.code = code_words.code);
    ELSIF kind = 'step' THEN
        RETURN (SELECT p.done FROM app.step p WHERE p.action = code_words.code ORDER BY p.position LIMIT 1);
    ELSIF kind = 'event' THEN
        RETURN (SELECT t.name FROM app.event_type t WHERE t.code = code_words.code);
    END IF;
END $$;
COMMENT ON FUNCTION engine.code_words(text, text) IS 'A code of the record within a sentence: an outcome, whose a service is, what a step did, an event. NULL: none such.';

-- No query stands in it: one, in whatever branch, would make every call set up all of them.
CREATE FUNCTION engine.handed_words(d jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    heir text := coalesce(engine.login_words(d ->> 'to_login'), engine.role_words(d ->> 'to'));
    former text := coalesce(engine.login_words(d ->> 'from_login'), 'somebody');
BEGIN
    RETURN CASE WHEN d ? 'request' THEN 'passed the request to ' ELSE 'passed it to ' END || heir
        || CASE d ->> 'because' WHEN 'left' THEN ': ' || former || ' has left' ELSE ' for ' || former END;
END $$;
COMMENT ON FUNCTION engine.handed_words(jsonb) IS 'That something passed on, after a name: passed it to Tomas Reyes: Maria Soto has left.';

CREATE FUNCTION engine.entry_words(e app.ledger, words jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    d jsonb := e.detail;
    told text := CASE WHEN e.action IN ('escalate', 'inform', 'remind', 'transfer', 'exhausted')
                      THEN coalesce(engine.login_words(d ->> 'reached'), engine.role_words(d ->> 'to'), 'nobody') END;
    note text := coalesce(': ' || (words ->> 'note'), '');
    unheard text := CASE WHEN d ? 'unheard' THEN ', since nobody told before had opened it' ELSE '' END;
BEGIN
    IF e.entity_kind = 'care_plan' THEN
        RETURN engine.plan_words(e, words);
    ELSIF e.entity_kind = 'consent' THEN
        RETURN engine.consent_words(e, words);
    ELSIF e.entity_kind = 'review' THEN
        RETURN engine.review_entry_words(e, words);
    END IF;
    RETURN CASE e.action
        WHEN 'refer' THEN 'asked for it'
        WHEN 'open' THEN 'opened it' || CASE d ->> 'because'
            WHEN 'decline' THEN ': declined' WHEN 'fail' THEN ': could not be done' WHEN 'exhausted' THEN ': nobody answered'
            WHEN 'nobody' THEN ': nobody takes it now' WHEN 'duplicate' THEN ': may be a second request' WHEN 'void' THEN ': entered by mistake'
            WHEN 'review' THEN ': its review date passed' WHEN 'event' THEN ' because of ' || coalesce(d ->> 'event', 'an event') WHEN 'move' THEN ': moved'
            WHEN 'decision' THEN ': decided in a case review' || coalesce(', ' || (words ->> 'decision'), '') ELSE engine.care_because(d, note) END
        WHEN 'accept' THEN 'accepted'
        WHEN 'claim' THEN 'took it over' || coalesce(' from ' || engine.role_words(d ->> 'from'), '')
        WHEN 'decline' THEN 'declined' || engine.reason_given(e, words, 'decline') || note
        WHEN 'amend' THEN 'gave a reason' || engine.reason_given(e, words, d ->> 'amended') || note
        WHEN 'start' THEN 'said that the service started' || coalesce(' ' || engine.start_words(d ->> 'date', e.at), '') || note
        WHEN 'complete' THEN 'finished' || coalesce(': ' || engine.code_words('outcome', d ->> 'outcome'), '') || note
        WHEN 'fail' THEN 'could not do it' || engine.reason_given(e, words, 'fail') || note
        WHEN 'cancel' THEN 'cancelled' || engine.reason_given(e, words, 'cancel') || note
        WHEN 'hold' THEN 'made it wait' || coalesce(' for ' || engine.reason_words('hold', words ->> 'waiting_on'), '') || note
        WHEN 'resume' THEN CASE WHEN e.actor_id IS NULL THEN 'brought it back: its wait is over' ELSE 'went on with it' END || note
        WHEN 'ask' THEN 'asked back' || coalesce(': ' || (words ->> 'missing'), '') || note
        WHEN 'answer' THEN 'answered' || note
        WHEN 'message' THEN engine.message_words(d, words)
        WHEN 'escalate' THEN CASE WHEN d ->> 'do' = 'transfer' THEN 'passed it to ' ELSE 'told ' END || told || unheard
        WHEN 'inform' THEN 'told ' || told || unheard
        WHEN 'remind' THEN 'reminded ' || told
        WHEN 'transfer' THEN 'passed it to ' || told || unheard
        WHEN 'exhausted' THEN CASE WHEN d ? 'reached' THEN 'found nobody else left to tell; told ' || told ELSE 'found nobody left to tell' END
        WHEN 'return' THEN 'sent it back to ' || coalesce(engine.login_words(d ->> 'to_login'), engine.role_words(d ->> 'to')) || note
        WHEN 'assign' THEN 'gave it to ' || coalesce(engine.login_words(d ->> 'to_login'), engine.role_words(d ->> 'to')) || note
        WHEN 'reroute' THEN 're-routed to ' || coalesce(engine.code_words('service', d ->> 'service'), 'another provider') || note
        WHEN 'relevel' THEN 'changed how urgent: ' || coalesce(d ->> 'value', '') || engine.reason_given(e, words, 'relevel')
        WHEN 'redate' THEN 'changed when it is needed' || engine.reason_given(e, words, 'redate')
        WHEN 'promise' THEN 'promised it by ' || engine.say_time((d ->> 'value')::timestamptz, e.at) || coalesce(': ' || (words ->> 'reason'), '')
        WHEN 'call' THEN CASE WHEN (d ->> 'reached')::boolean THEN 'called, reached' ELSE 'called, not reached' END || note
        WHEN 'note' THEN 'wrote' || coalesce(' to ' || engine.login_words(d ->> 'to'), '') || note
        WHEN 'seen' THEN 'looked at it' || engine.reason_given(e, words, 'seen')
            || CASE WHEN d ? 'passed' THEN format(', the %s time in a row: told %s', engine.ordinal((d ->> 'times')::integer), coalesce(engine.login_words(d ->> 'reached'), engine.role_words(d ->> 'passed'))) ELSE '' END
        WHEN 'unseen' THEN 'took back: looked at it'
        WHEN 'correct' THEN 'corrected ' || coalesce(d ->> 'field', engine.value_words(d -> 'fields'), '')
            || coalesce(': ' || (words ->> 'value') || ', was ' || coalesce(words ->> 'was', 'empty'), '') || engine.reason_given(e, words, 'correct')
        WHEN 'reopen' THEN 'reopened' || engine.reason_given(e, words, 'reopen')
        WHEN 'void' THEN 'marked it as entered by mistake' || engine.reason_given(e, words, 'void')
        WHEN 'undo' THEN 'took back: ' || coalesce(engine.code_words('step', d ->> 'undone'), d ->> 'undone', CASE WHEN d ->> 'by' LIKE 'V-%' THEN 'what ' || (d ->> 'by') || ' had done with it' ELSE 'the step that opened it' END)
        WHEN 'withdraw' THEN 'closed it with ' || coalesce(d ->> 'by', 'another item')
        WHEN 'recompute' THEN 'deadline counted anew under the new policy'
        WHEN 'role-moved' THEN 'moved with its role in the new policy'
        WHEN 'enter' THEN 'entered the person'
        WHEN 'event' THEN 'recorded ' || coalesce(engine.code_words('event', d ->> 'type'), d ->> 'type') || coalesce(', ' || (words ->> 'place'), '') || note
        WHEN 'retract' THEN 'retracted it' || engine.reason_given(e, words, 'retract')
        WHEN 'schedule' THEN 'put it on ' || engine.say_time((d ->> 'at')::timestamptz, e.at) || coalesce(': ' || (words ->> 'because'), '')
        WHEN 'merge' THEN 'merged ' || coalesce(d ->> 'other', d ->> 'from') || ' into ' || coalesce(d ->> 'keep', d ->> 'to') || engine.reason_given(e, words, 'merge')
        WHEN 'unmerge' THEN 'took the merge back' || engine.reason_given(e, words, 'unmerge')
        WHEN 'join' THEN 'added ' || coalesce(d ->> 'event', 'another event') || ' to it'
        WHEN 'apply' THEN 'changed ' || jsonb_array_length(d -> 'done') || CASE jsonb_array_length(d -> 'done') WHEN 1 THEN ' open item' ELSE ' open items' END
        WHEN 'look' THEN 'began an emergency look, until ' || engine.say_time((d ->> 'until')::timestamptz, e.at)
            || coalesce(': ' || coalesce(words ->> 'nature', words ->> 'reason'), '')
        WHEN 'cover' THEN engine.cover_words(d, e.at)
        WHEN 'come_back' THEN 'gave it back to ' || engine.login_words(d ->> 'to_login') || ', who is here again; ' || engine.login_words(d ->> 'from_login') || ' had it meanwhile'
        WHEN 'closed_day' THEN engine.closed_day_words(d, e.at)
        WHEN 'close_day' THEN 'closed ' || coalesce(d ->> 'calendar', 'a calendar') || ' on ' || coalesce(engine.closing_words(d), 'a day') || coalesce(': ' || (words ->> 'reason'), '')
        WHEN 'open_day' THEN 'took back that ' || coalesce(d ->> 'calendar', 'a calendar') || ' is closed on ' || coalesce(engine.closing_words(d), 'a day')
        WHEN 'hand_over' THEN engine.handed_words(d) || note
        WHEN 'disable' THEN 'disabled the login' || note
        WHEN 'enable' THEN 'let them in again'
        WHEN 'move' THEN 'passed their work on' || coalesce(' to ' || coalesce(engine.login_words(d ->> 'to'), engine.role_words(d ->> 'to')), '') || note
        WHEN 'password' THEN CASE WHEN (d ->> 'own')::boolean THEN 'chose a password' ELSE 'gave a first password' END
        WHEN 'open_intake' THEN 'opened intake'
        WHEN 'close_intake' THEN 'closed intake' || coalesce(': ' || (words ->> 'reason'), '')
        WHEN 'publish' THEN 'published a policy'
        WHEN 'erase' THEN 'erased the words and personal data' || coalesce(': ' || (words ->> 'reason'), '')
        ELSE coalesce(engine.care_words(e, words, note), replace(replace(e.action, '_', ' '), '-', ' ')) END;
END $$;
COMMENT ON FUNCTION engine.entry_words(app.ledger, jsonb) IS
    'What an entry of the record says, after a name: declined: no staff (default). words is its body, NULL for a reader who may not see it.';

CREATE FUNCTION engine.actor_words(e app.ledger, v engine.viewer) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN e.actor_id IS NULL THEN CASE e.actor WHEN 'sweep' THEN 'the program' ELSE e.actor END
                ELSE engine.staff_words(e.actor_id, v) || coalesce(' for ' || CASE WHEN e.entity_kind = 'task' THEN engine.login_words(e.detail ->> 'for') END, '') END;
END $$;
COMMENT ON FUNCTION engine.actor_words(app.ledger, engine.viewer) IS 'Who did it, and in whose place where they were away: a name, you, or the program; Joan Achebe for Sam Okoro.';
