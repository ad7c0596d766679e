-- Closing a calendar for a day: api.close_calendar().
--
-- api.close_calendar(…) → {
--   "calendar": code, "day": date, "from", "to": "13:00", "words": "Mon 23 Nov from 13:00", "reason": text|null, "undone": bool,
--   "organizations": [names of those who go by it], "moved": int, "by_organization": [{"name", "count": int}, …],
--   "stay": {"urgent", "needed_by", "unaffected": int},     due from then on and on real time; kept by a date they are needed by, or
--                                                            by law; not touched by it
--   "refused": {"why", "mend"},              only in a preview of what cannot be closed, instead of the numbers
--   "preview", "replayed": bool, "now", "timezone" }

CREATE FUNCTION api.close_calendar(request_id uuid, calendar text, day date, from_time text DEFAULT NULL, to_time text DEFAULT NULL,
    reason text DEFAULT NULL, preview boolean DEFAULT false, undo boolean DEFAULT false) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    me app.staff := CASE WHEN engine.is_server_owner() THEN engine.me_or_none() ELSE engine.me() END;
    arguments jsonb := jsonb_build_array(calendar, day, from_time, to_time, reason, undo);
    c app.calendar;
    k app.closure;
    at timestamptz;
    answer jsonb;
BEGIN
    IF engine.is_server_owner() THEN
        PERFORM set_config('holdfast.actor', session_user, true);
    END IF;
    PERFORM engine.lock_policy();
    c := engine.calendar_to_close(me, calendar);
    at := app.now();
    IF me.id IS NOT NULL AND NOT preview THEN
        answer := engine.once(me, request_id, 'close_calendar', arguments);
        IF answer IS NOT NULL THEN
            RETURN answer;
        END IF;
    END IF;
    PERFORM engine.check_lengths(jsonb_build_object('reason', reason), 500);
    k.day := day;
    k.from_time := engine.closing_time(engine.typed(from_time), '00:00');
    k.to_time := engine.closing_time(engine.typed(to_time), '24:00');
    k.reason := engine.typed(reason);
    answer := CASE WHEN preview THEN engine.close_day_tried(k, c, me, undo, at) ELSE engine.close_day(k, c, me, undo, at, request_id) END
        || engine.staff_frame(at) || jsonb_build_object('preview', preview, 'replayed', false);
    IF me.id IS NOT NULL AND NOT preview THEN
        PERFORM engine.keep_answer(me, request_id, 'close_calendar', arguments, answer);
    END IF;
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.close_calendar(uuid, text, date, text, text, text, boolean, boolean) IS
    'Closes a calendar on a day, or between two times of it (a snow day), or takes that back (undo). Its running clocks of business time get the open time they lose, each on the record with from and to, its rungs armed anew by share; urgent clocks, legal dates and what is needed by a date stay. The policy file need not know: closings are the database''s own and outlive every publication. preview: what it would do, and nothing done. For duty administer, the server''s owner, and a supervisor where only their organization goes by the calendar; HF404 for everybody else. HF412: no such calendar, a day that is over or closed anyway; HF409: an item, or the policy, is being changed.';
