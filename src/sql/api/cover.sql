-- Absences: who is away, and who stands in; and at which hours nobody would answer.
--
-- api.cover(request_id, login, cover, starts, ends, preview) → {
--   "login", "name": text, "cover": login|null, "cover_name": name|null, "starts", "ends": timestamptz|null, "replayed": bool, "preview": bool,
--   "roles": [{"role": code, "name", "login": login|null, "who": name|null, "how": "holder|cover|next|supervisor|coordinator|on_call|nobody",
--              "nobody": bool}, …],            who answers for each of their roles (from the beginning on); nobody: only somebody above
--   "came_back": int,                          items that a stand-in had taken on and that are theirs again
--   only with preview: "moves": [{"count", "late": int, "words": "referrals", "login", "who": name|null}, …]     who would act on what is in their name
--     "gaps": as api.gaps "roles", for their roles in that time
--     "refused": {"why", "mend"}               instead of all that: it cannot be said
--   "now", "timezone" }
--
-- api.cover_choices(login, starts, ends) → {"login", "name", "organization_name", "own": bool, "now", "timezone",
--   "absences": [{"starts", "ends": timestamptz, "cover", "cover_name": text|null}, …],      present and to come
--   "open": int, "choices": [{"login", "name", "role", "same": bool, "open": int, "away": bool}, …]}      best first
--
-- api.gaps(days) → {"now", "timezone", "from", "to": timestamptz, "days": ["2026-11-23", …],
--   "roles": [{"code", "name", "organization_name": text, "may": bool, "hours": numeric,     hours open and unanswered
--     "who": [{"login", "name": text, "until": timestamptz, "gone": bool}, …],               its holders who are away in them; gone: has left
--     "then": name|null, "then_how": text,                                                    who would have to answer instead
--     "gaps": [{"from", "to": timestamptz}, …],
--     "parts": ["###", ".+ ", …] }, …],      a text for each day, of morning, afternoon, and evening with night: '#' nobody all the time
--                                             it is open, '+' part of it, '.' somebody, ' ' closed
--   "away": [{"login", "name", "organization_name", "starts", "ends", "cover_name": name|null, "may": bool}, …],     whoever is away in that time
--   "closures": [{"day": date, "shut", "early", "of": int, "names": [text, …]}, …]}           offices closed that are open on other such days

CREATE FUNCTION api.cover(request_id uuid, login text, cover text DEFAULT NULL, starts timestamptz DEFAULT NULL,
    ends timestamptz DEFAULT NULL, preview boolean DEFAULT false) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    me app.staff := CASE WHEN engine.is_server_owner() THEN engine.me_or_none() ELSE engine.me() END;
    arguments jsonb := jsonb_build_array(login, cover, starts, ends);
    answer jsonb;
    away app.staff := engine.cover_for(me, login);
    at timestamptz;
BEGIN
    IF engine.is_server_owner() THEN
        PERFORM set_config('holdfast.actor', session_user, true);
    END IF;
    IF me.id IS NOT NULL AND NOT preview THEN
        answer := engine.once(me, request_id, 'cover', arguments);
        IF answer IS NOT NULL THEN
            RETURN answer;
        END IF;
    END IF;
    at := app.now();
    answer := CASE WHEN preview THEN engine.cover_tried(me, away, cover, starts, ends, at) ELSE engine.cover_set(me, away, cover, starts, ends, at, request_id) END
        || engine.staff_frame(at) || jsonb_build_object('replayed', false, 'preview', preview);
    IF me.id IS NOT NULL AND NOT preview THEN
        PERFORM engine.keep_answer(me, request_id, 'cover', arguments, answer);
    END IF;
    RETURN answer;
END $$;
COMMENT ON FUNCTION api.cover(uuid, text, text, timestamptz, timestamptz, boolean) IS
    'Says that login is away from starts (NULL: now) to ends, and who covers (NULL: nobody was named); what was said before of that time is replaced. ends NULL: is back, or not going: ends every absence from starts on. What is theirs by name stays so: the cover, else whoever is on duty, acts for them meanwhile; what a stand-in took on goes back when they are here again; no clock changes. preview: what it would do, and nothing done. For the person, whoever supervises or holds a role with them, the coordinator, the administrator, the server''s owner; others get HF404. HF412: the cover is the person, has left, or is away; or the time is over, or longer than a year.';

CREATE FUNCTION api.cover_choices(login text, starts timestamptz DEFAULT NULL, ends timestamptz DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    me app.staff := CASE WHEN engine.is_server_owner() THEN engine.me_or_none() ELSE engine.me() END;
    away app.staff := (SELECT s FROM app.staff s WHERE s.login = cover_choices.login AND s.active);
    at timestamptz := app.now();
BEGIN
    IF away.id IS NULL OR NOT engine.may_say_away(me.id, ARRAY[away.id]) THEN
        PERFORM engine.refuse_colleague();
    END IF;
    RETURN engine.staff_frame(at) || jsonb_build_object('login', away.login, 'name', away.name, 'own', coalesce(away.id = me.id, false),
        'organization_name', (SELECT o.name FROM app.organization o WHERE o.id = away.organization_id),
        'open', (SELECT count(*) FROM app.task t WHERE t.owner_staff_id = away.id AND t.closed_at IS NULL),
        'absences', (SELECT coalesce(jsonb_agg(jsonb_build_object('starts', a.starts, 'ends', a.ends, 'cover', c.login, 'cover_name', c.name) ORDER BY a.starts), '[]')
                     FROM app.coverage a LEFT JOIN app.staff c ON c.id = a.cover_id WHERE a.staff_id = away.id AND a.ends > at),
        'choices', engine.cover_choices(away, starts, ends, at));
END $$;
COMMENT ON FUNCTION api.cover_choices(text, timestamptz, timestamptz) IS
    'Who could cover for a person in that time, best first, and what is said of their absences so far. For whom api.cover serves; HF404 for everybody else.';

CREATE FUNCTION api.gaps(days integer DEFAULT 14) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    me app.staff := CASE WHEN engine.is_server_owner() THEN engine.me_or_none() ELSE engine.me() END;
    at timestamptz := app.now();
    zone text := (SELECT n.timezone FROM app.network n);
    until timestamptz;
BEGIN
    IF days IS NULL OR days NOT BETWEEN 1 AND 62 THEN
        PERFORM engine.refuse('HF400', 'days is not between 1 and 62.', 'Ask for 14 days.');
    END IF;
    until := ((at AT TIME ZONE zone)::date + days)::timestamp AT TIME ZONE zone;
    RETURN engine.staff_frame(at) || jsonb_build_object('from', at, 'to', until,
        'days', (SELECT jsonb_agg(d::date ORDER BY d) FROM generate_series((at AT TIME ZONE zone)::date::timestamp, ((at AT TIME ZONE zone)::date + days - 1)::timestamp, interval '1 day') d),
        'roles', engine.gaps_json(at, until, NULL, me.id), 'away', engine.absences_json(at, until, me.id), 'closures', engine.closures_ahead(at, days));
END $$;
COMMENT ON FUNCTION api.gaps(integer) IS
    'The hours of the next days at which a role is open by its calendar and nobody would answer for it: every holder away, none covered; who is away; which offices are closed. For everybody of the network and the server''s owner.';
