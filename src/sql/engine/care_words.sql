-- What the record says of risks, safety, pathways, appointments, authorisations and results.

CREATE FUNCTION engine.care_because(d jsonb, note text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE d ->> 'because' WHEN 'risk' THEN ': a risk was recorded' || note WHEN 'raise' THEN ': the risk rose'
        WHEN 'record_risk' THEN ': the risk rose' WHEN 'pathway' THEN ': next step of ' || coalesce(replace(d ->> 'pathway', '_', ' '), 'a pathway') || note
        WHEN 'missed' THEN ': the appointment was missed' WHEN 'appointment' THEN ': its time has passed'
        WHEN 'authorization' THEN ': the authorization expired' WHEN 'result' THEN ': a report came back' WHEN 'consent' THEN ': a consent ended' || note WHEN 'limit' THEN ': a consent opens less than it says' || note WHEN 'threat' THEN ': told because of a serious threat' || note
        WHEN 'seen' THEN ': ' || (d ->> 'of') || ' was looked at ' || (d ->> 'times') || ' times in a row and left as it is' WHEN 'not_held' THEN ': the review of ' || (d ->> 'day') || ' was not held; ' || (d ->> 'of') || ' would have been first'
        WHEN 'performance' THEN ': what went past its time last week' || note ELSE '' END
$$;
COMMENT ON FUNCTION engine.care_because(jsonb, text) IS 'Because of what a task was opened, after "opened it".';

CREATE FUNCTION engine.care_words(e app.ledger, words jsonb, note text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    d jsonb := e.detail;
BEGIN
    RETURN CASE e.action
        WHEN 'verify' THEN 'verified how urgent it is' || note
        WHEN 'contact' THEN 'contacted the person' || note
        WHEN 'referred' THEN 'asked for help because of it: ' || coalesce(d ->> 'referral', '')
        WHEN 'resolve' THEN 'resolved it' || coalesce(': ' || (SELECT lower(left(o.name, 1)) || substr(o.name, 2) FROM app.outcome o WHERE o.code = d ->> 'outcome'), '') || engine.reason_given(e, words, 'resolve') || note
        WHEN 'record_risk' THEN 'recorded the risk, ' || coalesce(d ->> 'level', '') || note
        WHEN 'raise' THEN 'raised the risk: ' || coalesce(d ->> 'level', '')
        WHEN 'safety' THEN 'called for help: danger now' || note
        WHEN 'appointment' THEN CASE d ->> 'status' WHEN 'booked' THEN 'booked an appointment, ' || engine.say_time((d ->> 'starts_at')::timestamptz, e.at)
            WHEN 'moved' THEN 'moved the appointment to ' || engine.say_time((d ->> 'to')::timestamptz, e.at)
            ELSE 'appointment of ' || engine.say_time((d ->> 'starts_at')::timestamptz, e.at) || ' ' || (d ->> 'status') END || coalesce(', ' || (words ->> 'place'), '')
        WHEN 'authorization' THEN 'authorization ' || (d ->> 'status') || coalesce(', ' || (words ->> 'payer'), '') || coalesce(' ' || (words ->> 'number'), '')
        WHEN 'result' THEN 'reported back' || coalesce(': ' || (words ->> 'text'), '')
        WHEN 'undelivered' THEN 'could not reach ' || coalesce(engine.login_words(d ->> 'reached'), 'anybody') || ' by ' || (d ->> 'by')
        WHEN 'start_pathway' THEN 'started ' || replace(d ->> 'pathway', '_', ' ') || coalesce(', to be done by ' || engine.say_time((d ->> 'deadline')::timestamptz, e.at), '')
        WHEN 'end_pathway' THEN 'ended ' || replace(d ->> 'pathway', '_', ' ') || ': all steps are settled'
        WHEN 'stop_pathway' THEN 'stopped ' || replace(d ->> 'pathway', '_', ' ') || engine.reason_given(e, words, 'cancel')
        END;
END $$;
COMMENT ON FUNCTION engine.care_words(app.ledger, jsonb, text) IS 'What such an entry says, after a name; NULL: it is none of these. words, note: as engine.entry_words.';
