-- Putting a policy in force as a numbered revision (DESIGN 7). What may be refused is in
-- publish_check.sql, the words of the changes in publish_compare.sql, the rows in publish_people.sql,
-- publish_rules.sql and publish_care.sql.

CREATE FUNCTION engine.lock_policy() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE app.policy_revision IN EXCLUSIVE MODE;
EXCEPTION WHEN lock_not_available THEN
    PERFORM engine.refuse('HF409', 'Somebody else is publishing a policy right now.', 'Try again in a moment.');
END $$;
COMMENT ON FUNCTION engine.lock_policy() IS 'One publisher at a time; HF409 when there is another.';

CREATE FUNCTION engine.make_ledger_partitions(at timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    month timestamptz;
    made integer := 0;
BEGIN
    FOR month IN SELECT (date_trunc('month', at AT TIME ZONE 'UTC') + make_interval(months => m)) AT TIME ZONE 'UTC'
                 FROM generate_series(-36, 13) m LOOP
        -- What lies in the default partition cannot be moved: the record is never changed.
        CONTINUE WHEN EXISTS (SELECT 1 FROM app.ledger_default d
                              WHERE d.at >= month AND d.at < (month AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC');
        made := made + app.make_ledger_partition((month AT TIME ZONE 'UTC')::date)::integer;
    END LOOP;
    RETURN made;
END $$;
COMMENT ON FUNCTION engine.make_ledger_partitions(timestamptz) IS
    'The record''s partitions by month, 36 back and 13 ahead; gives how many it made. DDL: for publish and the sweep as a service.';

CREATE FUNCTION engine.recompute_clock(t app.task, actor app.staff, revision integer, at timestamptz) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    before app.clock;
    c app.clock;
    entry record;
BEGIN
    SELECT k.* INTO before FROM app.clock k WHERE k.id = t.clock_id;
    UPDATE app.clock k SET calendar_version_id = engine.role_calendar(t.owner_role_id)
    WHERE k.id = t.clock_id AND k.calendar_version_id <> engine.role_calendar(t.owner_role_id);
    c := engine.clock_recap(t.clock_id, t);
    IF (c.due, c.ladder_id, c.target) IS NOT DISTINCT FROM (before.due, before.ladder_id, before.target) THEN
        RETURN false;
    END IF;
    t.version := t.version + 1;
    t.ledger_seq := t.ledger_seq + 1;
    SELECT e.head INTO entry
    FROM engine.record('task', t.id, t.ledger_seq, t.ledger_head, at, actor, 'recompute', t.individual_id, t.version,
                       t.status::text, t.status::text,
                       jsonb_build_object('revision', revision, 'due_before', before.due, 'due', c.due,
                                          'target_before', before.target, 'target', c.target), NULL, NULL) e;
    UPDATE app.task k
    SET due = c.due, sort_at = CASE WHEN k.status = 'on-hold' THEN k.sort_at ELSE engine.sort_at(c) END,
        revision = recompute_clock.revision, version = t.version, ledger_seq = t.ledger_seq, ledger_head = entry.head
    WHERE k.id = t.id;
    RETURN true;
END $$;
COMMENT ON FUNCTION engine.recompute_clock(app.task, app.staff, integer, timestamptz) IS
    'Gives a running clock the target, ladder and calendar of the policy in force, from the same start, on the record; false when nothing comes out different.';

CREATE FUNCTION engine.recompute_clocks(actor app.staff, revision integer, at timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
    changed integer := 0;
BEGIN
    -- Referrals before tasks, both by ascending id, as everywhere (DESIGN 4).
    PERFORM 1 FROM app.referral r WHERE r.closed_at IS NULL ORDER BY r.id FOR UPDATE;
    FOR t IN SELECT k.* FROM app.task k WHERE k.closed_at IS NULL AND k.clock_id IS NOT NULL ORDER BY k.id FOR UPDATE LOOP
        changed := changed + engine.recompute_clock(t, actor, revision, at)::integer;
    END LOOP;
    RETURN changed;
EXCEPTION WHEN lock_not_available THEN
    PERFORM engine.refuse('HF409', 'Some items are being worked on right now.', 'Try again in a moment.');
END $$;
COMMENT ON FUNCTION engine.recompute_clocks(app.staff, integer, timestamptz) IS
    'Recomputes every running clock by the policy in force; gives how many came out different. HF409 when an item is locked.';

CREATE FUNCTION engine.write_policy(policy_yaml text, policy jsonb, actor app.staff, at timestamptz) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    revision integer;
BEGIN
    INSERT INTO app.policy_revision (number, yaml, policy, digest, published_at, published_by)
    SELECT coalesce(max(p.number), 0) + 1, policy_yaml, write_policy.policy, sha256(convert_to(policy_yaml, 'UTF8')), at,
           coalesce(actor.login, session_user)
    FROM app.policy_revision p RETURNING number INTO revision;
    -- Whoever leaves is marked before it is known who takes over; both are looked at together.
    SET CONSTRAINTS app.role_keeps_areas, app.staff_keeps_areas DEFERRED;
    PERFORM engine.write_calendars(policy, at);
    PERFORM engine.write_organizations(policy);
    PERFORM engine.write_staff(policy);
    PERFORM engine.rename_roles(policy, actor, at);
    PERFORM engine.write_roles(policy);
    PERFORM engine.write_holders(policy);
    PERFORM engine.rename_areas(actor, at);
    SET CONSTRAINTS app.role_keeps_areas, app.staff_keeps_areas IMMEDIATE;
    PERFORM engine.write_ladders(policy);
    PERFORM engine.write_levels(policy);
    PERFORM engine.write_services(policy);
    PERFORM engine.write_rules(policy);
    PERFORM engine.write_reasons(policy);
    PERFORM engine.write_network(policy, revision);
    PERFORM engine.write_reviews(policy, at);
    RETURN revision;
END $$;
COMMENT ON FUNCTION engine.write_policy(text, jsonb, app.staff, timestamptz) IS
    'Makes a revision of a policy that nothing forbids, and brings every table in line with it; gives its number.';

CREATE FUNCTION engine.record_publication(revision integer, changes jsonb, actor app.staff, at timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    network app.network;
    entry record;
BEGIN
    SELECT n.* INTO network FROM app.network n FOR UPDATE;
    SELECT e.head INTO entry
    FROM engine.record('network', 1, network.ledger_seq + 1, network.ledger_head, at, actor, 'publish', NULL, NULL, NULL, NULL,
        jsonb_build_object('revision', revision,
            'digest', (SELECT encode(p.digest, 'hex') FROM app.policy_revision p WHERE p.number = revision),
            'changes', (SELECT coalesce(jsonb_agg(c - 'detail' ORDER BY no), '[]') FROM jsonb_array_elements(changes) WITH ORDINALITY x (c, no))),
        jsonb_build_object('changes', changes), NULL) e;
    UPDATE app.network n SET ledger_seq = network.ledger_seq + 1, ledger_head = entry.head;
END $$;
COMMENT ON FUNCTION engine.record_publication(integer, jsonb, app.staff, timestamptz) IS
    'The entry of a publication on the record of the network; the words of the changes are kept apart, for they name people.';

CREATE FUNCTION engine.publish(policy_yaml text, policy jsonb, recompute boolean, actor app.staff) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
    at timestamptz;
    in_force app.policy_revision;
    revision integer;
    changes jsonb := '[]';
    recomputed integer;
BEGIN
    PERFORM engine.lock_policy();
    at := app.now();
    SELECT p.* INTO in_force FROM app.policy_revision p ORDER BY p.number DESC LIMIT 1;
    revision := in_force.number;
    PERFORM engine.refuse_policy(policy);
    IF in_force.policy IS DISTINCT FROM policy OR in_force.yaml IS DISTINCT FROM policy_yaml THEN
        changes := engine.policy_changes(in_force.policy, policy);
        IF changes = '[]' THEN
            changes := '[{"what": "policy", "id": null, "change": "changed", "detail": "only how the file is written"}]';
        END IF;
        revision := engine.write_policy(policy_yaml, policy, actor, at);
    END IF;
    changes := changes || engine.write_logins();
    PERFORM engine.extend_calendars(at);
    PERFORM engine.make_ledger_partitions(at);
    PERFORM engine.refresh_duty(at);
    PERFORM engine.extend_plans(actor, at);
    IF recompute THEN
        recomputed := engine.recompute_clocks(actor, revision, at);
        IF recomputed > 0 THEN
            changes := changes || jsonb_build_object('what', 'clock', 'id', NULL, 'change', 'recomputed', 'detail', recomputed || ' running clocks');
        END IF;
    END IF;
    IF changes <> '[]' THEN
        PERFORM engine.record_publication(revision, changes, actor, at);
        PERFORM engine.hint(ARRAY(SELECT o.id FROM app.organization o));
    END IF;
    RETURN jsonb_build_object('revision', revision, 'changes', changes)
        || jsonb_strip_nulls(jsonb_build_object('closures', nullif(engine.kept_closures(at), '[]')));
END $$;
COMMENT ON FUNCTION engine.publish(text, jsonb, boolean, app.staff) IS
    'Puts a policy in force; the same again makes no revision. What else a publication keeps up (logins, partitions, calendars, who is on duty) is done each time.';
