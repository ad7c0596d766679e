-- Who is at the keyboard: api.me().
--
-- Everywhere in these files: instants are timestamptz (ISO in JSON), the console words them in the
-- network's time zone; sentences come from here ready to be shown, with "you" where the reader is
-- meant. A key that does not apply is null, a list that has nothing is [].
--
-- api.me() → {
--   "login": text, "name": text,
--   "organization": code, "organization_name": text,
--   "roles": [code, …],                      roles held, and those answered for now
--   "role_list": [{"code", "name", "organization", "organization_name",
--                  "how": "holder|cover|next|supervisor|coordinator|on_call"}, …],
--   "duties": [refer|respond|coordinate|supervise|plan|record|audit|administer, …],
--   "title": text,                           "Lead coordinator, Bay Network"
--   "queue_scope": scope,                    where the Queue opens: network, role, requested …
--   "queue_title": text,                     "Bright Home Care intake (my role)"
--   "scopes": [{"scope": text, "title": text}, …],   the scopes that make sense for this person
--   "network": text, "timezone": "America/New_York",
--   "now": timestamptz, "sandbox": bool,     sandbox: the console shows SAMPLE
--   "frozen": bool,                          a sandbox whose time stands still: "now" stays true
--   "asks": [list, …],                       reason lists of which one is to be chosen before the step
--   "counseling": bool,                     their organization keeps notes of counseling
--   "many": [action, …],                     steps that may be done to several items at once
--   "undo_within": seconds, "idle_lock": seconds, "revision": int
-- }

CREATE FUNCTION api.me() RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
    home text := engine.home_scope(v);
BEGIN
    PERFORM engine.note_sign_in(v.staff_id, v.at);
    RETURN (
        SELECT jsonb_build_object(
            'login', s.login, 'name', s.name, 'organization', o.code, 'organization_name', o.name,
            'roles', coalesce(r.codes, '[]'), 'role_list', coalesce(r.list, '[]'), 'duties', to_jsonb(v.duties),
            'title', coalesce((SELECT m.title FROM engine.main_role(v) m), o.name),
            'queue_scope', home, 'queue_title', engine.scope_title(home, v),
            'scopes', (SELECT coalesce(jsonb_agg(jsonb_build_object('scope', c.scope, 'title', engine.scope_title(c.scope, v)) ORDER BY c.place), '[]')
                       FROM unnest('{mine,role,org,requested,alerts,escalations,network}'::text[]) WITH ORDINALITY c (scope, place)
                       WHERE CASE c.scope WHEN 'network' THEN v.coordinates OR v.audits
                                          WHEN 'requested' THEN v.serves
                                          ELSE v.serves OR v.audits END),
            'network', n.name, 'timezone', n.timezone, 'now', v.at, 'sandbox', i.sandbox,
            'frozen', i.sandbox AND (SELECT t.frozen IS NOT NULL FROM app.time_setting t),
            'asks', (SELECT coalesce(jsonb_agg(l.list ORDER BY l.list), '[]') FROM app.reason_list l WHERE l.ask),
            'many', (SELECT coalesce(jsonb_agg(DISTINCT p.action), '[]') FROM app.step p WHERE p.many IS NOT NULL),
            'counseling', engine.keeps_counseling(v.organization_id),
            'undo_within', extract(epoch FROM n.undo_within)::integer, 'idle_lock', extract(epoch FROM n.idle_lock)::integer,
            'revision', n.revision)
        FROM app.network n, app.installation i, app.staff s
        JOIN app.organization o ON o.id = s.organization_id
        CROSS JOIN LATERAL (
            SELECT jsonb_agg(r.code ORDER BY r.id) AS codes,
                   jsonb_agg(jsonb_build_object('code', r.code, 'name', r.name, 'organization', ro.code, 'organization_name', ro.name,
                       'how', CASE WHEN h.role_id IS NOT NULL THEN 'holder' ELSE d.how END) ORDER BY h.role_id IS NULL, h.rank, r.id) AS list
            FROM app.role r
            JOIN app.organization ro ON ro.id = r.organization_id
            LEFT JOIN app.role_holder h ON h.role_id = r.id AND h.staff_id = s.id
            LEFT JOIN app.role_on_duty d ON d.role_id = r.id AND d.staff_id = s.id
            WHERE r.id = ANY (v.roles)) r
        WHERE s.id = v.staff_id);
END $$;
COMMENT ON FUNCTION api.me() IS
    'Who is at the keyboard: name, roles, duties, where the screens open, and the network''s time. HF404 for a login that is none of ours.';
