-- What somebody has passes to others: because they leave, or are away for long (rule 1: everything
-- open has an owner who is there). Each item says so on its own record.

CREATE TYPE engine.handing AS (
    me app.staff,
    former app.staff,
    heir app.staff,
    heir_role app.role,
    leaves boolean,
    filter jsonb,
    reason text,
    at timestamptz,
    request_id uuid,
    id bigint,
    concerned integer[]
);
COMMENT ON TYPE engine.handing IS
    'me: who does it, NULL: the server''s owner or the sweep. former: whose it was. heir or heir_role: who was named to take over, both NULL: the role of each. leaves: they were disabled, so nothing may stay. filter: {kind, role, type}, which items. id: of app.handover.';

CREATE FUNCTION engine.heir_role_of(h engine.handing, organization_id integer, role_id integer, duties text[]) RETURNS integer
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF (h.heir_role).id IS NOT NULL THEN
        RETURN CASE WHEN (h.heir_role).organization_id = heir_role_of.organization_id AND (h.heir_role).duties && heir_role_of.duties THEN (h.heir_role).id END;
    END IF;
    RETURN (SELECT r.id FROM app.role_holder k JOIN app.role r ON r.id = k.role_id AND r.active
            WHERE k.staff_id = (h.heir).id
              AND (r.id = heir_role_of.role_id OR (r.organization_id = heir_role_of.organization_id AND r.duties && heir_role_of.duties))
            ORDER BY r.id = heir_role_of.role_id DESC, k.rank, r.id LIMIT 1);
END $$;
COMMENT ON FUNCTION engine.heir_role_of(engine.handing, integer, integer, text[]) IS
    'As which role whoever was named takes over what was that role''s: the same, or one of the same organisation with such a duty, so that nothing is disclosed anew (rule 11). NULL: as none.';

CREATE FUNCTION engine.duty_of(role_id integer) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT d.staff_id FROM app.role_on_duty d WHERE d.role_id = duty_of.role_id);
END $$;
COMMENT ON FUNCTION engine.duty_of(integer) IS 'Who answers for a role now.';

CREATE FUNCTION engine.item_heir(h engine.handing, t app.task, OUT role_id integer, OUT staff_id integer) LANGUAGE plpgsql STABLE AS $$
BEGIN
    role_id := engine.heir_role_of(h, t.owner_organization_id, t.owner_role_id, '{respond,supervise,coordinate,plan,refer,record,audit}');
    IF role_id IS NOT NULL AND (h.heir_role).id IS NULL THEN
        staff_id := (h.heir).id;
    ELSIF role_id IS NULL AND h.leaves THEN
        role_id := t.owner_role_id;
    END IF;
    -- What was accepted is somebody's by name.
    IF staff_id IS NULL AND t.status <> 'requested' THEN
        staff_id := engine.duty_of(role_id);
    END IF;
END $$;
COMMENT ON FUNCTION engine.item_heir(engine.handing, app.task) IS
    'Who has an item next: who was named, where they may have it; else, when somebody leaves, its role, by name where it was accepted. role_id NULL: it stays.';

CREATE FUNCTION engine.handed(h engine.handing, what text, id bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app.handover_item (handover_id, what, id) VALUES (h.id, handed.what, handed.id) ON CONFLICT DO NOTHING;
END $$;
COMMENT ON FUNCTION engine.handed(engine.handing, text, bigint) IS 'Remembers what passed on, for whoever comes back.';

CREATE FUNCTION engine.hand_facts(h engine.handing, role_id integer, staff_id integer) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN jsonb_strip_nulls(jsonb_build_object('because', CASE WHEN h.leaves THEN 'left' ELSE 'away' END, 'from_login', (h.former).login,
        'to', engine.role_code(role_id), 'to_login', engine.login_of(staff_id)));
END $$;
COMMENT ON FUNCTION engine.hand_facts(engine.handing, integer, integer) IS 'What the record of each thing says of its passing on.';

CREATE FUNCTION engine.hand_words(h engine.handing) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN h.reason IS NOT NULL THEN jsonb_build_object('note', h.reason) END
$$;
COMMENT ON FUNCTION engine.hand_words(engine.handing) IS 'Why, as it was typed.';

CREATE FUNCTION engine.hand_item(h engine.handing, t app.task) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    next record := engine.item_heir(h, t);
BEGIN
    IF next.role_id IS NULL OR (next.role_id, next.staff_id) IS NOT DISTINCT FROM (t.owner_role_id, t.owner_staff_id) THEN
        RETURN false;
    END IF;
    t.former_role_id := t.owner_role_id;
    t.former_staff_id := t.owner_staff_id;
    t.owner_role_id := next.role_id;
    t.owner_staff_id := next.staff_id;
    t.owner_organization_id := engine.organization_of(next.role_id);
    t.version := t.version + 1;
    PERFORM engine.store_task(t, h.at, h.me, 'hand_over', t.status, engine.hand_facts(h, next.role_id, next.staff_id), engine.hand_words(h), h.request_id);
    PERFORM engine.handed(h, 'item', t.id);
    RETURN true;
END $$;
COMMENT ON FUNCTION engine.hand_item(engine.handing, app.task) IS 'Passes on an item that the caller holds locked; its clock runs on. False: it stays where it is.';

CREATE FUNCTION engine.hand_request(h engine.handing, t app.task) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    role_id integer := engine.heir_role_of(h, t.requester_organization_id, t.requester_role_id, '{refer,coordinate,supervise,respond,plan,record}');
    staff_id integer := CASE WHEN role_id IS NOT NULL THEN (h.heir).id END;
    signed record;
BEGIN
    IF role_id IS NULL AND NOT h.leaves THEN
        RETURN false;
    END IF;
    role_id := coalesce(role_id, t.requester_role_id);
    signed := engine.sign_task(t, h.at, h.me, 'hand_over', t.status, engine.hand_facts(h, role_id, staff_id) || '{"request": true}', engine.hand_words(h), h.request_id);
    UPDATE app.task k SET requester_role_id = role_id, requester_staff_id = staff_id, ledger_seq = (signed.t).ledger_seq, ledger_head = (signed.t).ledger_head
    WHERE k.id = t.id;
    PERFORM engine.handed(h, 'request', t.id);
    RETURN true;
END $$;
COMMENT ON FUNCTION engine.hand_request(engine.handing, app.task) IS
    'Whoever asked for an item is somebody else now, who is asked back and told: the version stays, for nothing changes for those who have it.';

CREATE FUNCTION engine.hand_lock(staff_id integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM app.task t WHERE t.closed_at IS NULL AND (t.owner_staff_id = hand_lock.staff_id OR t.requester_staff_id = hand_lock.staff_id)
    ORDER BY t.id FOR NO KEY UPDATE;
EXCEPTION WHEN lock_not_available THEN
    PERFORM engine.refuse('HF409', 'Some of their items are being worked on right now.', 'Try again in a moment.');
END $$;
COMMENT ON FUNCTION engine.hand_lock(integer) IS 'Locks all open tasks that somebody has or asked for, by ascending id (DESIGN 4.1). HF409: one was not to be had.';

CREATE FUNCTION engine.handed_tasks(h engine.handing, asked boolean) RETURNS SETOF app.task LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY
        SELECT t.* FROM app.task t
        WHERE t.closed_at IS NULL AND CASE WHEN asked THEN t.requester_staff_id = (h.former).id ELSE t.owner_staff_id = (h.former).id END
          AND (NOT h.filter ? 'kind' OR t.kind::text = h.filter ->> 'kind')
          AND (NOT h.filter ? 'role' OR CASE WHEN asked THEN t.requester_role_id ELSE t.owner_role_id END = (SELECT r.id FROM app.role r WHERE r.code = h.filter ->> 'role'))
          AND (NOT h.filter ? 'type' OR t.service_type_id = (SELECT y.id FROM app.service_type y WHERE y.code = h.filter ->> 'type'))
          AND (t.owner_staff_id = (h.former).id OR t.requester_staff_id = (h.former).id)
        ORDER BY t.id;
END $$;
COMMENT ON FUNCTION engine.handed_tasks(engine.handing, boolean) IS 'The open tasks in somebody''s name, or asked for by them, as the filter says.';

CREATE FUNCTION engine.hand_items(INOUT h engine.handing, OUT moved integer, OUT left_over integer) LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
BEGIN
    moved := 0;
    left_over := 0;
    FOR t IN SELECT k.* FROM engine.handed_tasks(h, false) k LOOP
        IF engine.hand_item(h, t) THEN
            moved := moved + 1;
            h.concerned := h.concerned || t.owner_organization_id || t.requester_organization_id;
        ELSE
            left_over := left_over + 1;
        END IF;
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.hand_items(engine.handing) IS 'Passes on what somebody owns by name; left_over: what nobody named may have, and so stays.';

CREATE FUNCTION engine.hand_requests(INOUT h engine.handing, OUT moved integer, OUT left_over integer) LANGUAGE plpgsql AS $$
DECLARE
    t app.task;
BEGIN
    moved := 0;
    left_over := 0;
    FOR t IN SELECT k.* FROM engine.handed_tasks(h, true) k LOOP
        IF engine.hand_request(h, t) THEN
            moved := moved + 1;
            h.concerned := h.concerned || t.requester_organization_id;
        ELSE
            left_over := left_over + 1;
        END IF;
    END LOOP;
END $$;
COMMENT ON FUNCTION engine.hand_requests(engine.handing) IS 'Passes on what somebody asked for and that is open still.';

CREATE FUNCTION engine.area_heir(h engine.handing, a app.plan_area, OUT role_id integer, OUT staff_id integer) LANGUAGE plpgsql STABLE AS $$
BEGIN
    role_id := engine.heir_role_of(h, engine.organization_of(a.owner_role_id), a.owner_role_id, '{plan,coordinate}');
    IF role_id IS NULL AND h.leaves THEN
        role_id := a.owner_role_id;
    ELSIF role_id IS NOT NULL AND (h.heir_role).id IS NULL THEN
        staff_id := (h.heir).id;
    END IF;
    staff_id := coalesce(staff_id, engine.named_owner(role_id));
END $$;
COMMENT ON FUNCTION engine.area_heir(engine.handing, app.plan_area) IS 'Who owns an area of a plan next. role_id NULL: it stays.';

CREATE FUNCTION engine.hand_areas(INOUT h engine.handing, OUT moved integer, OUT left_over integer) LANGUAGE plpgsql AS $$
DECLARE
    a app.plan_area;
    next record;
BEGIN
    moved := 0;
    left_over := 0;
    FOR a IN SELECT k.* FROM app.plan_area k JOIN app.care_plan c ON c.id = k.plan_id AND c.status = 'active'
             WHERE k.owner_staff_id = (h.former).id
               AND (NOT h.filter ? 'role' OR k.owner_role_id = (SELECT r.id FROM app.role r WHERE r.code = h.filter ->> 'role'))
               AND NOT h.filter ?| '{kind,type}'
             ORDER BY k.plan_id, k.id LOOP
        next := engine.area_heir(h, a);
        IF next.role_id IS NULL OR next.staff_id = a.owner_staff_id THEN
            left_over := left_over + 1;
            CONTINUE;
        END IF;
        PERFORM engine.hand_area(a, next.role_id, next.staff_id, h.me, h.at, h.request_id);
        PERFORM engine.handed(h, 'area', a.id);
        moved := moved + 1;
        h.concerned := h.concerned || engine.organization_of(next.role_id);
    END LOOP;
EXCEPTION WHEN lock_not_available THEN
    PERFORM engine.refuse('HF409', 'One of their plans is being worked on right now.', 'Try again in a moment.');
END $$;
COMMENT ON FUNCTION engine.hand_areas(engine.handing) IS 'Passes on the areas of open plans for which somebody is named, on the record of each plan.';

CREATE FUNCTION engine.hand_messages(h engine.handing) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    moved integer;
BEGIN
    WITH new AS (
        UPDATE app.message m
        SET to_role_id = coalesce(x.role_id, m.to_role_id, engine.standing_role((h.former).id), (SELECT n.coordinator_role_id FROM app.network n)),
            to_staff_id = CASE WHEN x.role_id IS NOT NULL THEN (h.heir).id END
        FROM app.message k
        CROSS JOIN LATERAL (SELECT engine.heir_role_of(h, k.to_organization_id, k.to_role_id, '{refer,respond,coordinate,supervise,plan,record}') AS role_id OFFSET 0) x
        WHERE k.id = m.id AND m.to_staff_id = (h.former).id AND (m.read_at IS NULL OR (m.question AND m.answered_at IS NULL))
        RETURNING m.id),
    kept AS (INSERT INTO app.handover_item (handover_id, what, id) SELECT h.id, 'message', n.id FROM new n)
    SELECT count(*) INTO moved FROM new;
    RETURN moved;
END $$;
COMMENT ON FUNCTION engine.hand_messages(engine.handing) IS 'What was written to somebody by name and is not read, or not answered, is for whoever was named, or for their role. Gives how many.';

CREATE FUNCTION engine.begin_handing(h engine.handing) RETURNS engine.handing LANGUAGE plpgsql AS $$
BEGIN
    h.filter := coalesce(h.filter, '{}');
    h.concerned := ARRAY[(h.former).organization_id];
    INSERT INTO app.handover AS k (staff_id, leaves, heir_id, heir_role_id, at, by_whom)
    VALUES ((h.former).id, h.leaves, (h.heir).id, (h.heir_role).id, h.at, coalesce((h.me).login, engine.nobody_in_person())) RETURNING k.id INTO h.id;
    RETURN h;
END $$;
COMMENT ON FUNCTION engine.begin_handing(engine.handing) IS 'Begins to pass things on: fill in who, from whom, to whom, why and when.';

CREATE FUNCTION engine.hand_all(INOUT h engine.handing, OUT moved jsonb) LANGUAGE plpgsql AS $$
DECLARE
    items record;
    requests record;
    areas record;
BEGIN
    PERFORM engine.hand_lock((h.former).id);
    items := engine.hand_items(h);
    requests := engine.hand_requests(items.h);
    areas := engine.hand_areas(requests.h);
    h := areas.h;
    moved := jsonb_build_object('items', items.moved, 'requests', requests.moved, 'areas', areas.moved,
        'messages', CASE WHEN h.filter = '{}' THEN engine.hand_messages(h) ELSE 0 END,
        'stay', items.left_over + requests.left_over + areas.left_over);
END $$;
COMMENT ON FUNCTION engine.hand_all(engine.handing) IS 'Passes everything on: items owned, then what was asked for, then areas, then messages; gives the counts.';

CREATE FUNCTION engine.hand_summary(h engine.handing) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_object('what', x.what, 'kind', x.kind, 'words', engine.counted_words(x.what, x.kind, x.count), 'count', x.count,
                   'to', concat_ws(', ', x.staff_name, x.role_name, engine.away_ahead(x.staff_id, h.at, x.until)), 'role', x.role, 'login', x.login) ORDER BY x.what = 'area', x.what DESC, x.count DESC, x.kind, x.role), '[]')
        FROM (SELECT i.what, CASE i.what WHEN 'item' THEN t.kind END AS kind, count(*) AS count, r.code AS role, r.name AS role_name, s.login, s.name AS staff_name, s.id AS staff_id,
                     max(engine.wanted_until(t.due, t.hold_until, h.at)) AS until
              FROM app.handover_item i
              LEFT JOIN app.task t ON i.what IN ('item', 'request') AND t.id = i.id
              LEFT JOIN app.plan_area a ON i.what = 'area' AND a.id = i.id
              JOIN app.role r ON r.id = CASE i.what WHEN 'item' THEN t.owner_role_id WHEN 'request' THEN t.requester_role_id ELSE a.owner_role_id END
              LEFT JOIN app.staff s ON s.id = CASE i.what WHEN 'item' THEN t.owner_staff_id WHEN 'request' THEN t.requester_staff_id ELSE a.owner_staff_id END
              WHERE i.handover_id = h.id AND i.what <> 'message'
              GROUP BY 1, 2, r.code, r.name, s.id) x);
END $$;
COMMENT ON FUNCTION engine.hand_summary(engine.handing) IS 'What passed to whom, in counts, and whether they are away, or will be before the last of it is due: no individual is told of.';

CREATE FUNCTION engine.counted_words(what text, kind app.task_kind, count bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN what = 'request' THEN CASE count WHEN 1 THEN 'request' ELSE 'requests' END
                WHEN what = 'area' THEN CASE count WHEN 1 THEN 'area of a plan' ELSE 'areas of plans' END
                WHEN count = 1 THEN regexp_replace(engine.say_kind(kind), '^an? ', '')
                ELSE CASE kind WHEN 'reroute' THEN 'searches for another provider' WHEN 'result_review' THEN 'results to review'
                               ELSE regexp_replace(engine.say_kind(kind), '^an? ', '') || 's' END END
$$;
COMMENT ON FUNCTION engine.counted_words(text, app.task_kind, bigint) IS 'What stands behind a number: referral, referrals.';

CREATE FUNCTION engine.settle_leavers(at timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    h engine.handing;
    t app.task;
    moved integer := 0;
BEGIN
    FOR t IN SELECT k.* FROM app.staff s JOIN app.task k ON k.owner_staff_id = s.id AND k.closed_at IS NULL
             WHERE s.disabled_at IS NOT NULL OR NOT s.active
             ORDER BY k.id LIMIT 500 FOR NO KEY UPDATE OF k SKIP LOCKED LOOP
        h := NULL;
        h.former := (SELECT s FROM app.staff s WHERE s.id = t.owner_staff_id);
        h.leaves := true;
        h.at := settle_leavers.at;
        h.id := (SELECT o.id FROM app.handover o WHERE o.staff_id = t.owner_staff_id AND o.leaves AND o.ended_at IS NULL ORDER BY o.at DESC LIMIT 1);
        IF h.id IS NULL THEN
            h := engine.begin_handing(h);
        END IF;
        moved := moved + engine.hand_item(h, t)::integer;
        PERFORM engine.hint(ARRAY[t.owner_organization_id]);
    END LOOP;
    RETURN moved;
END $$;
COMMENT ON FUNCTION engine.settle_leavers(timestamptz) IS
    'What is in the name of somebody who has left, for a step of theirs was under way at that moment, an undo gave it back to them, or a policy dropped them, passes to its role. Gives how much.';
