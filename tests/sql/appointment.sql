-- Appointments, authorisations and results: each with a clock and an owner, none a passive row.
BEGIN;
SELECT no_plan();
\ir include/stories.sql
SELECT tests.at('2026-11-23 10:00-05');
CREATE TEMPORARY TABLE it AS SELECT tests.nursing() AS r;
CREATE FUNCTION tests.call(login text, what text, ref text, detail jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT tests.run_as(login, format('SELECT api.%I(gen_random_uuid(), %L, %L)', what, ref, detail))::jsonb
$$;
CREATE FUNCTION tests.no(login text, what text, ref text, detail jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT tests.error_as(login, format('SELECT api.%I(gen_random_uuid(), %L, %L)', what, ref, detail))
$$;
CREATE FUNCTION tests.item(login text, ref text) RETURNS jsonb LANGUAGE sql AS $$ SELECT tests.run_as(login, format('SELECT api.item(%L)', ref))::jsonb $$;
CREATE FUNCTION tests.local(instant timestamptz) RETURNS text LANGUAGE sql AS $$ SELECT to_char(instant AT TIME ZONE 'America/New_York', 'Dy FMDD Mon HH24:MI') $$;
SELECT tests.act('maria', r, 'accept') FROM it;

-- An appointment, booked, missed.
SELECT is(tests.call('maria', 'appointment', r, '{"starts_at": "2026-11-24T10:30", "place": "Eastside Clinic", "ride": "taxi at ten"}') ->> 'status', 'booked', 'an appointment is booked') FROM it;
SELECT is(tests.item('drew', r) #>> '{appointments,0,ride}', 'taxi at ten', 'the requester sees it, ride and all') FROM it;
SELECT matches((SELECT string_agg(e ->> 'text', ' | ') FROM it, jsonb_array_elements(tests.item('drew', r) -> 'timeline') e), 'booked an appointment, Tue 24 Nov 10:30, Eastside Clinic', 'and when it was booked');
SELECT is(tests.no('maria', 'appointment', r, '{"status": "missed"}'), 'HF412: It is on Tue 24 Nov 10:30, still to come.', 'it cannot be missed before') FROM it;
SELECT is(tests.no('frank', 'appointment', r, '{"starts_at": "2026-11-24T10:30"}'), 'HF404: There is no such item, or it is not yours to see.', 'others book nothing') FROM it;
SELECT matches(tests.no('maria', 'appointment', r, '{"status": "kept", "id": "1"}'), '^HF412: There is no such appointment', 'nor is there another') FROM it;
SELECT matches(tests.no('maria', 'appointment', r, '{"place": "x"}'), '^HF412: When is it', 'it has a time') FROM it;
SELECT tests.sweep('2026-11-24 11:00-05');
CREATE TEMPORARY TABLE asked AS SELECT tests.item('maria', r) #>> '{appointments,0,follow_up}' AS f FROM it;
SELECT is((SELECT label || ', ' || tests.local(due) FROM asked, tests.task(f)), 'was the appointment kept?, Wed 25 Nov 17:00', 'its time passed without a word: the owner is asked by the next day');
SELECT tests.sweep('2026-11-24 11:30-05');
CREATE TEMPORARY TABLE missed AS SELECT tests.call('maria', 'appointment', r, '{"status": "missed"}') AS a FROM it;
SELECT is((SELECT y.code FROM missed, app.event e JOIN app.event_type y ON y.id = e.type_id WHERE engine.event_ref(e.id) = a ->> 'event_ref'), 'missed_appointment', 'it is an event of the person');
SELECT is((SELECT tests.status(f) FROM asked), 'completed', 'the question is answered');
SELECT is((SELECT label || ', ' || tests.local(due) || ', ' || tests.owner(a #>> '{opened,0}') FROM missed, tests.task(a #>> '{opened,0}')), 'missed appointment: call, book again, Wed 25 Nov 17:00, home_care_intake', 'a missed one is followed up by the next day');
-- Booked again, moved, kept.
SELECT tests.call('maria', 'appointment', r, '{"starts_at": "2026-11-25T10:30", "place": "Eastside Clinic"}') FROM it;
CREATE TEMPORARY TABLE moved AS SELECT tests.call('maria', 'appointment', r, '{"status": "moved", "to": "2026-11-25T14:00"}') AS a FROM it;
SELECT is((SELECT string_agg(e ->> 'status' || ' ' || tests.local((e ->> 'starts_at')::timestamptz), ', ') FROM it, jsonb_array_elements(tests.item('maria', r) -> 'appointments') e),
          'missed Tue 24 Nov 10:30, moved Wed 25 Nov 10:30, booked Wed 25 Nov 14:00', 'a moved one is two: the old and the new');
SELECT is((SELECT place FROM app.appointment, moved WHERE id::text = a ->> 'moved_to'), 'Eastside Clinic', 'at the same place');
SELECT tests.at('2026-11-25 15:00-05');
SELECT is(tests.call('maria', 'appointment', r, '{"status": "kept"}') ->> 'status', 'kept', 'kept') FROM it;
SELECT tests.act('maria', r, 'start', '{"date": "2026-11-25", "note": "x"}') FROM it;
SELECT tests.sweep('2026-11-25 15:30-05');
SELECT is((SELECT count(*) FROM app.task t WHERE t.label = 'was the appointment kept?'), 1::bigint, 'of what was told nobody is asked');

-- A payer is the party waited on.
CREATE TEMPORARY TABLE auth AS SELECT tests.call('maria', 'authorization', r, '{"payer": "MassHealth", "until": "2026-12-01"}') AS a FROM it;
SELECT is((SELECT a ->> 'item_status' || ' ' || tests.local((a ->> 'hold_until')::timestamptz) FROM auth), 'on-hold Tue 1 Dec 08:00', 'asked for: the item waits until a day');
SELECT is((SELECT tests.item('maria', r) ->> 'state_words' FROM it), 'waits: payer', 'for the payer');
SELECT is(tests.call('maria', 'authorization', r, '{"status": "approved", "number": "A-77", "expires_at": "2026-12-10"}') ->> 'item_status', 'in-progress', 'approved: it goes on') FROM it;
SELECT is((SELECT count(*) FROM app.authorization), 1::bigint, 'the same authorisation');
SELECT matches((SELECT string_agg(e ->> 'text', ' | ') FROM it, jsonb_array_elements(tests.item('maria', r) -> 'timeline') e), 'authorization requested, MassHealth.*made it wait for .*authorization approved, MassHealth A-77.*went on with it', 'the record tells it');
SELECT is(tests.no('maria', 'authorization', r, '{"payer": "Other", "status": "approved", "expires_at": "2026-11-01"}'), 'HF412: It has expired already.', 'none that has expired') FROM it;
SELECT matches(tests.no('maria', 'authorization', r, '{"payer": "Other", "status": "maybe"}'), '^HF400: There is no status maybe', 'no such status') FROM it;
SELECT tests.sweep('2026-12-11 09:00-05');
SELECT is(tests.item('maria', r) #>> '{authorizations,0,status}', 'expired', 'an expired one says so') FROM it;
SELECT is((SELECT t.label || ', ' || tests.local(t.due) FROM app.task t WHERE t.label LIKE 'authorization%'), 'authorization expired: renew it, Mon 14 Dec 17:00', 'and the owner is told, with a clock');
SELECT tests.sweep('2026-12-11 10:00-05');
SELECT is((SELECT count(*) FROM app.task t WHERE t.label LIKE 'authorization%'), 1::bigint, 'once');

-- A report closes the loop only after somebody has read it.
CREATE TEMPORARY TABLE report AS SELECT tests.call('maria', 'result', r, '{"text": "wound closed, no infection"}') AS a FROM it;
SELECT is((SELECT tests.owner(a ->> 'review_ref') || ' ' || kind FROM report, tests.task(a ->> 'review_ref')), 'discharge_planners result_review', 'a report is for whoever asked to review');
SELECT is(tests.item('drew', r) ->> 'loop', 'open', 'until then the loop is open') FROM it;
SELECT tests.act('maria', r, 'complete', '{"outcome": "service_received"}') FROM it;
SELECT is((SELECT tests.status(a ->> 'review_ref') || ' ' || (tests.item('drew', r) ->> 'loop') FROM report, it), 'requested open', 'also when the service is finished');
SELECT tests.act('drew', a ->> 'review_ref', 'complete', '{"outcome": "service_received"}') FROM report;
SELECT is((SELECT tests.item('drew', r) ->> 'loop' || ' ' || (tests.item('maria', r) #>> '{results,0,reviewed_by}') FROM it), 'closed Drew Palmer', 'read, it is closed, and by whom is known');
SELECT tests.act('drew', a ->> 'review_ref', 'undo') FROM report;
SELECT is(tests.item('drew', r) ->> 'loop', 'open', 'undone it is open again') FROM it;
SELECT is(tests.no('maria', 'result', r, '{"text": " "}'), 'HF412: What does the report say? Give text.', 'a report says something') FROM it;
SELECT is_empty('SELECT * FROM tests.loose_ends()', 'nothing is left without owner or clock, and the record holds');
SELECT * FROM finish();
ROLLBACK;
