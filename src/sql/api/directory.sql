-- Who holds which role, who is on duty, who covers, whose intake is open: api.directory(), and
-- what can be asked of whom, for the referral form: api.catalogue().
--
-- api.directory() → {
--   "organizations": [{ "code", "name", "sector": text, "phone": text|null, "open": bool, "opens_at": timestamptz|null,
--     "calendar": code, "may_close": bool,          the reader may close its office for a day
--     "roles": [{ "code", "name": text, "duties": [text, …], "mine": bool,
--       "holders": [{"login", "name": text, "phone": text|null, "away_until": timestamptz|null, "cover": name|null, "disabled": bool,   first answers first
--         "may": bool,                the reader may say that they are away
--         "open", "late": int}, …],   in their name; only within one's own organisation, and for coordinators
--       "on_duty": name|null, "on_duty_login": text|null, "how": "holder|cover|next|supervisor|coordinator|on_call|nobody",
--       "how_words": text,            "on duty" | "covers for Maria Soto" | "owner away, nobody covers"
--       "supervisor": role name|null, "supervisor_code": code|null }, …],
--     "services": [{ "code", "name", "type", "type_name": text, "owner_role": code, "areas": [text, …], "rank": int,
--       "open": bool, "closed_since", "closed_until": timestamptz|null, "closed_reason": text|null,
--       "may_close": bool,            the reader may close and open it (I)
--       "words": "takes referrals" | "closed" | "closed: no beds" }, …] }, …]
-- }
--
-- api.catalogue() → {
--   "types": [{ "code", "name", "short", "domain", "domain_name", "category": text,
--     "requires": [{"key": "phone", "label": "Phone"}, …],
--     "targets": {"routine": {"accept": "8bh", "start": "2bd"}, "urgent": {…}, "asap": {…}, "stat": {…}},
--     "services": [{"code", "name", "organization_name": text, "areas": [text, …], "rank": int, "open": bool, "closed_until": timestamptz|null}, …] }, …],
--   "priorities": [{"code": "routine", "label": "routine"}, …],
--   "may_refer": bool, "roles": [{"code", "name"}, …]       the reader's roles that may refer
-- }

CREATE FUNCTION api.directory() RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
BEGIN
    RETURN jsonb_build_object('organizations', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('code', o.code, 'name', o.name, 'sector', o.sector, 'phone', o.phone,
                   'calendar', c.code, 'may_close', engine.may_close(v, o.id, c.id), 'open', w.open, 'opens_at', CASE WHEN NOT w.open THEN engine.first_opening(c.current_version, v.at) END,
                   'roles', engine.directory_roles(o.id, v), 'services', engine.directory_services(o.id, v)) ORDER BY o.sector, o.name), '[]')
        FROM app.organization o JOIN app.calendar c ON c.id = o.calendar_id
        CROSS JOIN LATERAL (SELECT engine.is_open(c.current_version, v.at) AS open) w
        WHERE o.active));
END $$;
COMMENT ON FUNCTION api.directory() IS 'Who holds which role, who is on duty and how, who covers, and whose intake is open. For everybody of the network.';

CREATE FUNCTION api.catalogue() RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    v engine.viewer := engine.viewer();
BEGIN
    RETURN jsonb_build_object(
        'types', (SELECT coalesce(jsonb_agg(engine.catalogue_type(y, v.at) ORDER BY y.domain_id, y.id), '[]') FROM app.service_type y WHERE y.active),
        'priorities', (SELECT jsonb_agg(jsonb_build_object('code', p, 'label', p) ORDER BY p) FROM unnest(enum_range(NULL::app.priority)) p),
        'may_refer', 'refer' = ANY (v.duties),
        'roles', (SELECT coalesce(jsonb_agg(jsonb_build_object('code', r.code, 'name', r.name) ORDER BY r.id), '[]') FROM app.role r
                  WHERE r.id = ANY (v.roles) AND 'refer' = ANY (r.duties)));
END $$;
COMMENT ON FUNCTION api.catalogue() IS 'What can be asked of whom, what each type must carry and how fast it is answered: for the referral form.';
