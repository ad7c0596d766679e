-- How a consent ends: taken back, renewed, or over. From that moment nothing new is told on it, because
-- whoever asks looks at it; who was told keeps what they have, and both sides of every referral under
-- way on it get a task of their own: to go on with another consent, elsewhere, or not at all.

CREATE FUNCTION engine.may_revoke(c app.consent, v engine.viewer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN engine.may_record_consent(v)
       AND (v.coordinates OR v.organization_id IN (c.from_organization_id, c.recorded_organization_id)
            -- One of a class that tells; whoever is told on it as well is a recipient here.
            OR (c.from_kind <> 'organization' AND engine.consent_names(c, v) AND NOT engine.is_told(c, v.organization_id)));
END $$;
COMMENT ON FUNCTION engine.may_revoke(app.consent, engine.viewer) IS
    'Who records that a consent was taken back: whoever tells on it, the organisation that recorded it, a coordinator. Whoever is only told would end for others what cannot be undone.';

CREATE FUNCTION engine.check_revoker(c app.consent, v engine.viewer) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT engine.may_revoke(c, v) THEN
        PERFORM engine.refuse('HF412', 'You are told on this consent: whoever tells, or recorded it, records that it was taken back.',
                              format('Tell %s, or %s, at once.', (SELECT o.name FROM app.organization o WHERE o.id = coalesce(c.from_organization_id, c.recorded_organization_id)),
                                     engine.coordinator_words()));
    END IF;
END $$;
COMMENT ON FUNCTION engine.check_revoker(app.consent, engine.viewer) IS 'HF412 says whom a mere recipient passes it on to.';

CREATE FUNCTION engine.stranded_tries(c app.consent) RETURNS SETOF app.task LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
        SELECT t.* FROM app.task t
        JOIN app.organization f ON f.id = t.requester_organization_id JOIN app.organization o ON o.id = t.owner_organization_id
        WHERE t.individual_id = c.individual_id AND t.closed_at IS NULL AND t.kind IN ('referral', 'reroute') AND f.id <> o.id
          AND t.category = ANY (c.categories)
          AND (c.from_kind = 'any' OR c.from_organization_id = f.id OR c.from_sector = f.sector)
          AND (o.id = ANY (c.to_organizations) OR o.sector = ANY (c.to_sectors) OR o.id IN (SELECT s.organization_id FROM app.staff s WHERE s.id = ANY (c.to_staff)))
          AND NOT engine.discloses(t.individual_id, f.id, o.id, t.category)
        ORDER BY t.id;
END $$;
COMMENT ON FUNCTION engine.stranded_tries(app.consent) IS
    'Referrals under way that went out on that consent and have no other ground now. Call it once the consent has ended.';

CREATE FUNCTION engine.tell_side(t app.task, role_id integer, label text, note text, c app.consent, me app.staff, at timestamptz, request_id uuid)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    r app.referral := (SELECT k FROM app.referral k WHERE k.id = t.referral_id);
    f app.task;
    none app.task;
    known bigint := (SELECT k.id FROM app.task k WHERE k.individual_id = t.individual_id AND k.referral_id = t.referral_id AND k.kind = 'follow_up'
                       AND k.closed_at IS NULL AND k.owner_role_id = tell_side.role_id AND k.label = tell_side.label LIMIT 1);
BEGIN
    IF known IS NOT NULL THEN
        RETURN known;
    END IF;
    f := engine.task_for(r, none, 'follow_up', at);
    f.owner_role_id := tell_side.role_id;
    -- Each side's own: neither tells the other anything by it.
    f.requester_staff_id := NULL;
    f.requester_role_id := NULL;
    f.requester_organization_id := NULL;
    f.need_since := at;
    f.needed_by := NULL;
    f.label := tell_side.label;
    f := engine.open_task(f, me, 'open', jsonb_build_object('because', 'consent', 'consent', engine.consent_ref(c.id), 'of', engine.task_ref(t)),
                          jsonb_build_object('note', note), request_id);
    PERFORM engine.hint(ARRAY[f.owner_organization_id]);
    RETURN f.id;
END $$;
COMMENT ON FUNCTION engine.tell_side(app.task, integer, text, text, app.consent, app.staff, timestamptz, uuid) IS
    'Opens the task of one side of a referral whose ground is gone, or gives the one already open.';

CREATE FUNCTION engine.tell_stranded(c app.consent, me app.staff, at timestamptz, request_id uuid) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
    opened bigint[] := '{}';
    there text;
    asked text;
BEGIN
    FOR t IN SELECT k.* FROM engine.stranded_tries(c) k LOOP
        there := (SELECT o.name FROM app.organization o WHERE o.id = t.owner_organization_id);
        asked := (SELECT o.name FROM app.organization o WHERE o.id = t.requester_organization_id);
        opened := opened
            || engine.tell_side(t, coalesce(t.requester_role_id, (SELECT r.requester_role_id FROM app.referral r WHERE r.id = t.referral_id)),
                   'consent ended: decide how to go on',
                   format('Nothing new may be told to %s. Have a new consent signed, give it to somebody else, or cancel it.', there), c, me, at, request_id)
            || engine.tell_side(t, t.owner_role_id, 'consent ended: nothing new is told',
                   format('What you were told and entered stays with you; %s may tell you nothing new. Finish it, or say that you cannot go on.', asked), c, me, at, request_id);
    END LOOP;
    RETURN opened;
END $$;
COMMENT ON FUNCTION engine.tell_stranded(app.consent, app.staff, timestamptz, uuid) IS
    'Tells both sides of every referral under way that its consent has ended, as a task with owner and clock; gives the tasks.';

CREATE FUNCTION engine.end_consent(c app.consent, how text, me app.staff, at timestamptz, action text, facts jsonb, words jsonb, request_id uuid,
    OUT ended app.consent, OUT opened bigint[]) LANGUAGE plpgsql AS $$
DECLARE
    was text := coalesce(c.end_kind, 'active');
BEGIN
    c.version := c.version + 1;
    c.ended_at := at;
    c.end_kind := how;
    c.ended_by := me.id;
    ended := engine.sign_consent(c, at, me, action, was, facts, words, request_id);
    opened := engine.tell_stranded(ended, me, at, request_id);
    PERFORM engine.hint_withdrawn();
END $$;
COMMENT ON FUNCTION engine.end_consent(app.consent, text, app.staff, timestamptz, text, jsonb, jsonb, uuid) IS
    'Ends a consent on its record, and tells whoever has referrals under way on it. how: revoked, expired, renewed. me NULL: the sweep.';

-- What was stored before it was asked who may open what ----

CREATE FUNCTION engine.consent_limit(c app.consent) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    recorder text := (SELECT o.name FROM app.organization o WHERE o.id = c.recorded_organization_id);
    holds boolean := c.from_kind = 'any' OR c.from_sector = (SELECT o.sector FROM app.organization o WHERE o.id = c.recorded_organization_id);
BEGIN
    RETURN CASE WHEN c.from_organization_id IS NOT DISTINCT FROM c.recorded_organization_id THEN NULL
                WHEN NOT c.by_coordinator AND holds THEN format('it opens only what %s holds, who recorded it', recorder)
                WHEN NOT c.by_coordinator THEN format('it opens nothing: %s, who recorded it, holds nothing of it', recorder)
                WHEN engine.consent_is_apart(c) AND engine.is_told(c, c.recorded_organization_id)
                THEN format('it opens nothing of others to %s, who recorded it', recorder) END;
END $$;
COMMENT ON FUNCTION engine.consent_limit(app.consent) IS
    'What a consent opens less than it says, because of who recorded it (engine.consents_to): none can be recorded so any more (engine.check_recorder). NULL: nothing less.';

CREATE FUNCTION engine.limit_role(c app.consent) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT r.id FROM app.role r
            WHERE r.active AND r.organization_id = c.recorded_organization_id AND engine.role_serves(r)
            ORDER BY r.id IS NOT DISTINCT FROM engine.standing_role(engine.still_here(c.recorded_by)) DESC, r.id LIMIT 1);
END $$;
COMMENT ON FUNCTION engine.limit_role(app.consent) IS 'Who sees to a consent that opens less than it says: whoever recorded it, as a role, or another of theirs. NULL: nobody is left there.';

CREATE FUNCTION engine.tell_recorder(c app.consent, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
BEGIN
    t.kind := 'follow_up';
    t.individual_id := c.individual_id;
    t.owner_role_id := engine.limit_role(c);
    t.level_id := engine.work_level(t.kind);
    t.label := 'consent opens less than it says';
    t.priority := 'routine';
    t.category := CASE WHEN engine.consent_is_apart(c) THEN 'substance_use' ELSE 'general' END;
    t.need_since := at;
    t.created_at := at;
    IF t.owner_role_id IS NOT NULL THEN
        t := engine.open_task(t, NULL, 'open', jsonb_build_object('because', 'limit', 'consent', engine.consent_ref(c.id)),
            jsonb_build_object('note', format('%s: %s. Have whoever holds the rest record it, or %s.', engine.consent_ref(c.id), engine.consent_limit(c), engine.coordinator_words())), NULL);
        PERFORM engine.hint(ARRAY[t.owner_organization_id]);
    END IF;
END $$;
COMMENT ON FUNCTION engine.tell_recorder(app.consent, timestamptz) IS 'Tells the side that recorded a consent that it opens less than it says, as a task with owner and clock.';

CREATE FUNCTION engine.sweep_limits(at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c app.consent;
BEGIN
    FOR c IN SELECT k.* FROM app.consent k WHERE k.limit_due ORDER BY k.id LIMIT 100 FOR NO KEY UPDATE SKIP LOCKED LOOP
        c.limit_due := false;
        IF c.ended_at IS NULL AND engine.consent_limit(c) IS NOT NULL THEN
            c.version := c.version + 1;
            c := engine.sign_consent(c, at, NULL, 'limit', 'active', jsonb_build_object('limit', engine.consent_limit(c)), NULL, NULL);
            PERFORM engine.tell_recorder(c, at);
            PERFORM engine.tell_stranded(c, NULL, at, NULL);
        ELSE
            UPDATE app.consent k SET limit_due = false WHERE k.id = c.id;
        END IF;
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.sweep_limits(timestamptz) IS
    'Enters on the record of consents stored before the rule what they open less than they say, tells whoever recorded them, and both sides of referrals that stood on it. They open nothing meanwhile: engine.consents_to looks at who recorded them.';

CREATE FUNCTION engine.sweep_consents(at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c app.consent;
BEGIN
    FOR c IN SELECT k.* FROM app.consent k WHERE k.ended_at IS NULL AND k.ends <= at ORDER BY k.ends LIMIT 100 FOR NO KEY UPDATE SKIP LOCKED LOOP
        PERFORM engine.end_consent(c, 'expired', NULL, at, 'expire', jsonb_build_object('expires', c.expires), NULL, NULL);
    END LOOP;
    PERFORM engine.sweep_limits(at);
END $$;
COMMENT ON FUNCTION engine.sweep_consents(timestamptz) IS 'Consents whose day is over end on the record, and whoever has referrals under way on them is told. Nothing is told on them meanwhile: whoever asks looks at the time.';

CREATE FUNCTION engine.renewed_as(c app.consent, change jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object('kind', c.kind, 'from', engine.consent_from(c), 'to', engine.consent_to(c), 'categories', to_jsonb(c.categories),
        'purpose', c.purpose, 'signer', c.signer, 'authority', c.authority, 'where_filed', c.where_filed, 'redisclosure', c.redisclosure)) || change
$$;
COMMENT ON FUNCTION engine.renewed_as(app.consent, jsonb) IS 'A consent once more, as api.grant_consent takes it; when it was signed, and until when, must be said anew.';

CREATE FUNCTION engine.lock_consent(c app.consent) RETURNS app.consent LANGUAGE plpgsql AS $$
DECLARE
    held app.consent;
BEGIN
    PERFORM 1 FROM app.individual i WHERE i.id = c.individual_id FOR NO KEY UPDATE;
    SELECT k.* INTO held FROM app.consent k WHERE k.id = c.id FOR NO KEY UPDATE;
    RETURN held;
EXCEPTION WHEN lock_not_available THEN
    PERFORM engine.refuse('HF409', 'Somebody else is working on this person at this moment.', 'Try again.');
END $$;
COMMENT ON FUNCTION engine.lock_consent(app.consent) IS 'The consent, locked after its person. HF409 when the lock was not to be had.';
