-- What somebody has, and how it would pass to others: api.caseload(). Nothing is changed by it; the
-- moves are made by api.act_many, step assign, for each of those who get something.
--
-- api.caseload(login text, successor text DEFAULT NULL, filter jsonb DEFAULT '{}') → {
--   "now", "timezone", "login", "name",
--   "open": int,                   what they have by name and the reader may give to others
--   "moves": [{"login", "name", "count": int, "late": int, "kinds": "3 referrals, 1 alert",
--              "away": text|null, "before": int}, …],   before: what they have already; away: from when, who covers
--   "items": [{"ref", "version", "to": login}, …], the most pressing first
--   "stay": [ref, …] }             nobody who was named, or holds the role and is here, may have them
-- successor: a login; or a role, whose holders share it by how much each has; without one each item goes
-- to the other holders of its own role. filter: {kind, role, type}, as for api.staff_move.

CREATE FUNCTION api.caseload(login text, successor text DEFAULT NULL, filter jsonb DEFAULT '{}') RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    h engine.handing;
BEGIN
    h.me := engine.me();
    IF NOT (engine.has_duty((h.me).id, 'supervise') OR engine.has_duty((h.me).id, 'coordinate')) THEN
        PERFORM engine.refuse('HF404', 'Passing on what others have is not yours to do.', 'Ask a supervisor, or the coordinator.');
    END IF;
    h.former := (SELECT s FROM app.staff s WHERE s.login = caseload.login);
    IF (h.former).id IS NULL THEN
        PERFORM engine.refuse('HF412', format('Nobody here has the login %s.', coalesce(login, '(none)')), 'The directory (8) shows who there is.');
    END IF;
    h.filter := engine.move_filter(filter);
    h.at := app.now();
    h := engine.name_heir(h, engine.typed(successor));
    RETURN engine.staff_frame(h.at) || engine.caseload(h, engine.my_roles((h.me).id));
END $$;
COMMENT ON FUNCTION api.caseload(text, text, jsonb) IS
    'What somebody has by name, of what the reader may give to others, and to whom each would go. For duty supervise and coordinate; HF404 for everybody else. HF412: nobody of that name; HF400: a filter that is none.';
